// Where the keyboard goes.

function focusContent() {
  const heading = document.querySelector("[data-testid=stMain] h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/** Bring a part of the page to its reader without a step in the history. */
function focusOn(id) {
  const part = document.getElementById(id);
  part?.setAttribute("tabindex", "-1");
  part?.focus();
  part?.scrollIntoView({ block: "start" });
}

function focusAfter(box) {
  const stops = document.querySelectorAll("[data-testid=stMain] :is(a[href], button, [tabindex='0'])");
  const after = [...stops].find(
    (stop) =>
      box.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING &&
      !box.contains(stop) &&
      stop.getClientRects().length > 0,
  );
  after?.focus();
}
