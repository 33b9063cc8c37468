// Selecting: what the server will answer, shown before it does.

/**
 * The zones that a query keeps (null: all), where each of its flags is a list of choices; else
 * undefined. Any of the choices of a flag, all of the flags: what the server says as well.
 */
function foresee(params) {
  const { ids, holders } = ui.once.zones;
  const depends = { area: params.get("scheme") ?? "plan13", cluster: params.get("min-grade") ?? "inference" };
  let kept = null;
  for (const flag of new Set(params.keys())) {
    if (!(flag in holders) && !["text", "industry-contains", "where"].includes(flag)) continue;
    const choices = holders[flag]?.[depends[flag] ?? ""];
    const chosen = params.getAll(flag).map((slug) => choices?.[slug]);
    if (chosen.includes(undefined)) return undefined;
    const any = new Set(chosen.flat());
    kept = (kept ?? [...ids.keys()]).filter((zone) => any.has(zone));
  }
  return kept?.length === ids.length ? null : (kept?.map((zone) => ids[zone]) ?? null);
}
ui.foresee = foresee;
