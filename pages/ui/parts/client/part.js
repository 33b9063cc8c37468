// Hands a mounted part to the client, or lets it wait for that.
export default function (component) {
  const ui = (window.gansuAtlas ??= { waiting: [] });
  if (ui.mount) ui.mount(component);
  else ui.waiting.push(component);
}
