// The sum of the zones' approved area, and the slider of years' ends.

function approvals(root, { lang, n, ha, left, until, others, shaded }) {
  const [box] = stage(root, "approvals", lang);
  const part = (act) => box.querySelector(`[data-act="${act}"]`);
  const slider = box.querySelector("input");
  if (document.activeElement !== slider) slider.value = until ?? slider.max;
  sayYear(slider);
  part("sum").textContent = part("sum").dataset.words.replace("{ha}", ha).replace("{n}", n);
  part("left").textContent = part("left").dataset.words.replace("{names}", left);
  part("left").hidden = !left;
  const { head } = part("circles").dataset;
  const links = {
    all: { where: others },
    panels: { panels: "year", beside: null },
    circles: { shade: head, "shade-as": "size", breaks: null },
    plain: { shade: null, "shade-as": null, breaks: null },
  };
  for (const [act, changes] of Object.entries(links)) part(act).href = location.pathname + query(changes);
  part("more").href = "analysis" + query({ topic: "sizes" });
  part("all").hidden = !until;
  part("circles").hidden = shaded;
  part("plain").hidden = !shaded;
}

function sayYear(slider) {
  const said = slider.dataset.said.replace("{}", slider.value);
  slider.setAttribute("aria-valuetext", said);
  slider.closest("p").querySelector("output").textContent = said;
}

/** The slider says its year while it moves, and filters where it is let go; at its end, no more. */
function listenYears() {
  const moved = ({ target }) => target.matches?.("[data-last]") && target;
  document.addEventListener("input", (event) => moved(event) && sayYear(event.target));
  document.addEventListener("change", (event) => {
    const slider = moved(event);
    if (!slider) return;
    const { dataset, value } = slider;
    change({ where: conditions({ dataset, value: value === dataset.last ? "" : value }) });
  });
}
