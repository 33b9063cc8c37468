// RegExp's flag "v" (Chromium 112, Firefox 116, Safari 17), where a pattern is a string, as "u".
// core-js has none. Sets of sets ([a--b]) and properties of strings stay syntax errors.
const Native = RegExp;
// These may be escaped in a class under "v"; under "u" that is an error.
const ESCAPED = /\\([\s\S])/g;
const NEEDLESS = "&!#%,:;<=>@`~";

function known() {
  try {
    return Boolean(new Native("", "v"));
  } catch {
    return false;
  }
}

function translated([pattern, flags, ...rest]) {
  const asked = flags === undefined ? "" : String(flags);
  if (!asked.includes("v")) return [pattern, flags, ...rest];
  const source = pattern instanceof Native ? pattern.source : String(pattern ?? "");
  const plain = source.replace(ESCAPED, (whole, one) => (NEEDLESS.includes(one) ? one : whole));
  return [plain, asked.replace("v", "u"), ...rest];
}

if (!known()) {
  const Translating = new Proxy(Native, {
    apply: (target, self, args) => Reflect.apply(target, self, translated(args)),
    construct: (target, args, made) =>
      Reflect.construct(target, translated(args), made === Translating ? target : made),
    // RegExp.$1 and its like want the true constructor for their receiver.
    get: (target, name) => Reflect.get(target, name),
  });
  Object.defineProperty(Native.prototype, "constructor", {
    value: Translating, writable: true, configurable: true,
  });
  Object.defineProperty(globalThis, "RegExp", {
    value: Translating, writable: true, configurable: true,
  });
}
