// Click a filter and watch, frame by frame, until the expected number of zones is drawn.
// Symbols may live in frames and shadow roots; the documents are looked up anew in each frame,
// because a page that rebuilds its map replaces them.
async ({ selector, label, symbol, expected, patience }) => {
  const documents = (root, found = []) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) documents(element.shadowRoot, found);
      if (element.tagName === "IFRAME" && element.contentDocument) {
        found.push(element.contentDocument);
        documents(element.contentDocument, found);
      }
    }
    return found;
  };
  const inFrames = () => {
    const frames = [];
    const collect = (root) => {
      for (const frame of root.querySelectorAll("iframe")) {
        if (frame.contentDocument) frames.push(frame.contentDocument);
      }
    };
    collect(document);
    return frames;
  };
  let held = documents(document);
  const drawn = () => {
    if (!held.every((d) => d.defaultView)) held = documents(document);
    for (const d of inFrames()) if (!held.includes(d)) held.push(d);
    let count = 0;
    for (const d of held) {
      for (const element of d.querySelectorAll(symbol)) if (element.checkVisibility()) count += 1;
    }
    return count;
  };
  const button = [...document.querySelectorAll(selector)].find((control) =>
    control.textContent.trim().startsWith(label),
  );
  if (!button) throw new Error(`no ${selector} ${label}`);
  const start = performance.now();
  button.click();
  let blank = 0;
  let last = start;
  for (;;) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    const count = drawn();
    if (count === 0) blank += now - last;
    last = now;
    if (count === expected) return { ms: now - start, blank };
    if (now - start > patience) throw new Error(`${label}: ${count} drawn, not ${expected}`);
  }
}
