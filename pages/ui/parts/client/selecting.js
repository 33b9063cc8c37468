// Selecting: what the server will answer, looked up in the table that it has handed out.
//
// `flags` says of each flag on what parameter its choices depend (`by`; none: "") and, for every
// value of that, which zones each choice keeps, as places in `ids`. `usual` says what holds where
// an address is silent, `cleared` what goes when the filters are cleared.

/** The choices of a flag, each with the zones that it keeps. */
function choicesOf({ flags }, flag, valueOf) {
  const { by, kept } = flags[flag];
  return new Map(Object.entries(kept[by && valueOf(by)] ?? {}));
}

/** The zones that a query picks: one that is named alone is marked, unless a sheet is named too. */
function picked({ picked: { flag, sheet } }, params) {
  const zones = params.getAll(flag).filter(Boolean);
  return zones.length > 1 || params.get(sheet) ? zones : [];
}

/**
 * The zones that a query keeps (null: all), where the table knows each choice of its flags; else
 * undefined. Any of the choices of a flag, all of the flags: what the server says as well.
 */
function foresee(table, params) {
  const { flags, ids, usual } = table;
  const zones = picked(table, params);
  const valueOf = (name) => params.getAll(name).filter(Boolean).pop() ?? usual[name];
  let kept = [...ids.keys()].filter((zone) => !zones.length || zones.includes(ids[zone]));
  for (const flag of Object.keys(flags).filter((name) => params.has(name))) {
    const choices = choicesOf(table, flag, valueOf);
    const chosen = params.getAll(flag).map((slug) => choices.get(slug));
    if (chosen.includes(undefined)) return undefined;
    const any = new Set(chosen.flat());
    kept = kept.filter((zone) => any.has(zone));
  }
  return kept.length === ids.length ? null : kept.map((zone) => ids[zone]);
}

/** The zone whose sheet a query opens, or null. */
function openSheet(table, params) {
  const { flag, sheet } = table.picked;
  const named = params.get(sheet) || (picked(table, params).length ? null : params.getAll(flag).filter(Boolean).pop());
  return named === "none" ? null : named ?? null;
}

/** What changes where the filters are cleared: no zone is picked any more, the one marked stays. */
function cleared(table, params) {
  const { flag, sheet } = table.picked;
  const zones = picked(table, params);
  return { ...Object.fromEntries(table.cleared.map((name) => [name, null])), ...(zones.length ? { [flag]: openSheet(table, params), [sheet]: null } : {}) };
}

/** What changes with a switch: its usual value goes unsaid, and so do choices that are none then. */
function switched(table, params, name, value) {
  const changes = { [name]: value === table.usual[name] ? null : value };
  for (const [flag, { by }] of Object.entries(table.flags)) {
    if (by !== name) continue;
    const choices = choicesOf(table, flag, () => value);
    const chosen = params.getAll(flag);
    const left = chosen.filter((slug) => choices.has(slug));
    if (left.length < chosen.length) changes[flag] = left;
  }
  return changes;
}
