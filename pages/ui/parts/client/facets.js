// The filters.

function facets(root, data) {
  // An answer to an earlier click says nothing of what has been clicked since; another will follow.
  const late = sorted(data.asked) !== sorted(location.search);
  if (late && root.querySelector(":scope > .atlas-part")) return;
  dress(data);
  watchTheme();
  watchFirst();
  watchControls();
  const [form, fresh] = stage(root, "facets", data.lang);
  if (fresh) listenFacets(form);
  for (const group of form.querySelectorAll("fieldset[data-flag]")) {
    const flag = group.dataset.flag;
    const chosen = data.params[flag] ?? [];
    const choices = choicesOf(ui.once.choices, flag, (name) => data.switches[name]);
    const options = [...group.querySelectorAll("label[data-value]")].filter((option) => {
      option.hidden = !choices.has(option.dataset.value);
      return !option.hidden;
    });
    options.forEach((option, i) => {
      const count = data.counts[flag][i];
      const on = chosen.includes(option.dataset.value);
      option.querySelector("input").checked = on;
      option.querySelector("output").textContent = count;
      option.classList.toggle("is-empty", !count && !on);
    });
    const mark = group.querySelector(".chosen");
    mark.textContent = chosen.length || "";
    if (chosen.length && fresh) group.querySelector("details").open = true;
  }
  for (const input of form.querySelectorAll("input[data-text]")) {
    const values = data.params[input.dataset.text] ?? [];
    if (document.activeElement !== input) input.value = values.join(" ");
  }
  showOwn(form, data, fresh);
  for (const [name, value] of Object.entries(data.switches)) {
    const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
    if (radio) radio.checked = true;
  }
  form.querySelector("[data-clear]").disabled = !Object.keys(data.params).some((name) => name in cleared(ui.once.choices, new URLSearchParams(location.search)));
}

/** Show what is asked of the office's own data: its zones, a column's colours, conditions. */
function showOwn(form, data, fresh) {
  const group = form.querySelector("fieldset[data-own]");
  if (!group) return;
  const { own, shade } = data.edition;
  const wanted = data.params.where ?? [];
  const fields = [...group.querySelectorAll("[data-where]")];
  for (const field of fields) {
    if (field.type === "checkbox") {
      field.checked = wanted.includes(field.dataset.where + field.value);
      const count = data.own_counts[field.dataset.where.slice(0, -1)]?.[field.value] ?? 0;
      const option = field.closest("label");
      option.querySelector("output").textContent = count;
      option.classList.toggle("is-empty", !count && !field.checked);
      continue;
    }
    const found = wanted.find((value) => value.startsWith(field.dataset.where));
    if (document.activeElement !== field) field.value = found?.slice(field.dataset.where.length) ?? "";
  }
  const box = group.querySelector("[name=own]");
  if (box) box.checked = own;
  const colours = group.querySelector("[name=shade]");
  if (colours) {
    showYear(group, shade);
    colours.value = shade;
  }
  for (const years of group.querySelectorAll("details.years"))
    if (wanted.some((value) => [...years.querySelectorAll("[data-where]")].some((field) => value.startsWith(field.dataset.where)))) years.open = true;
  showShading(group, data.edition);
  const n = wanted.length + Boolean(shade) + Boolean(own);
  group.querySelector(".chosen").textContent = n || "";
  if (n && fresh) group.querySelector("details").open = true;
}

/** Show the year of a series: its one option stands for the column of the year that is shown. */
function showYear(group, shade) {
  for (const label of group.querySelectorAll("label[data-series]")) {
    const years = label.querySelector("select");
    const here = [...years.options].some((option) => option.value === shade);
    label.hidden = !here;
    if (!here) continue;
    years.value = shade;
    const offered = [...group.querySelectorAll("option[data-series]")];
    offered.find((option) => option.dataset.series === label.dataset.series).value = shade;
  }
}

/** Show how the column is drawn, and how its numbers are parted; only what goes with its kind. */
function showShading(group, { shade, drawn, method, classes, given }) {
  const box = group.querySelector("[data-shading]");
  if (!box) return;
  const kind = group.querySelector("[name=shade]").selectedOptions[0]?.dataset.kind;
  const coloured = drawn === "fill";
  const asked = { "shade-as": drawn, method, classes: String(classes), breaks: given };
  for (const [name, value] of Object.entries(asked)) {
    const field = box.querySelector(`[name="${name}"]`);
    if (document.activeElement !== field || field.tagName === "SELECT") field.value = value;
    const away = { classes: method === "given", breaks: method !== "given" }[name] ?? false;
    field.closest("label").hidden = !field.closest("label").dataset.for.includes(kind) || away || (name !== "shade-as" && !coloured);
  }
  for (const option of box.querySelectorAll("option[data-for]")) option.hidden = option.disabled = option.dataset.for !== kind;
  box.hidden = !shade || ![...box.querySelectorAll("label")].some((label) => !label.hidden);
}

/** Someone has chosen how numbers are parted: a method and a number of classes, or breaks. */
function changeBreaks(target) {
  const box = target.closest("[data-shading]");
  const [method, classes, breaks] = ["method", "classes", "breaks"].map((name) => box.querySelector(`[name="${name}"]`));
  if (target === method && method.value === "given") {
    // Nothing to part by yet: the field is shown, and waits for breaks.
    classes.closest("label").hidden = true;
    breaks.closest("label").hidden = false;
    breaks.focus();
    return;
  }
  if (target === breaks) change({ breaks: breaks.value.trim() || null });
  else change({ breaks: `${method.value}:${classes.value}` });
}

/** The conditions asked for, those of a field that was touched replaced by what it says now. */
function conditions({ dataset, value, type, checked }) {
  const asked = new URLSearchParams(location.search).getAll("where");
  if (type === "checkbox") {
    const others = asked.filter((condition) => condition !== dataset.where + value);
    return checked ? [...others, dataset.where + value] : others;
  }
  const others = asked.filter((condition) => !condition.startsWith(dataset.where));
  return value.trim() ? [...others, dataset.where + value.trim()] : others;
}

function listenFacets(form) {
  form.addEventListener("change", ({ target }) => {
    const group = target.closest("fieldset[data-flag]");
    if (target.name === "own") {
      change({ own: target.checked ? "1" : null });
    } else if (target.name === "shade") {
      // Another column has other numbers, or words.
      const { drawn } = target.selectedOptions[0].dataset;
      change({ shade: target.value || null, "shade-as": drawn && drawn !== "fill" ? drawn : null, breaks: null });
    } else if (target.name === "shade-year") {
      change({ shade: target.value });
    } else if (target.name === "shade-as") {
      change({ "shade-as": target.value });
    } else if (target.closest("[data-shading]")) {
      changeBreaks(target);
    } else if ("where" in target.dataset) {
      change({ where: conditions(target) });
    } else if (target.type === "radio") {
      change(switched(ui.once.choices, new URLSearchParams(location.search), target.name, target.value));
    } else if (group && target.type === "checkbox") {
      const chosen = [...group.querySelectorAll("label[data-value]:not([hidden]) input:checked")];
      change({ [group.dataset.flag]: chosen.map((input) => input.value) });
    }
  });
  let typing = 0;
  form.addEventListener("input", ({ target }) => {
    if ("narrow" in target.dataset) return narrow(target);
    if (!("text" in target.dataset)) return;
    clearTimeout(typing);
    const again = "typed" in target.dataset;
    typing = setTimeout(() => {
      target.dataset.typed = "";
      change({ [target.dataset.text]: target.value.trim() || null }, { replace: again });
    }, 350);
  });
  form.addEventListener("focusout", ({ target }) => delete target.dataset.typed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-clear]").addEventListener("click", () => {
    change(cleared(ui.once.choices, new URLSearchParams(location.search)));
  });
}

/** Show only the options whose words hold what was typed. */
function narrow(field) {
  const wanted = field.value.trim().toLowerCase();
  for (const option of field.closest("fieldset").querySelectorAll("label[data-value]")) {
    option.classList.toggle("is-away", !option.textContent.toLowerCase().includes(wanted));
  }
}
