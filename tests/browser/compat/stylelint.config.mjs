// The styles against the browsers of package.json, by MDN's own data.
import { readFileSync } from "node:fs";

const { browserslist } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
// Where these are unknown, the page reads as well without.
const ORNAMENTS = [
  "at-rules.page", // Safari prints on the size that its dialog says
  "at-rules.page.size",
  "properties.accent-color", // in part: contrast in Safari
  "properties.paint-order", // in part: HTML; ours is SVG
  "properties.scrollbar-width",
  "properties.text-size-adjust",
  "properties.text-wrap",
];

export default {
  reportDescriptionlessDisables: true,
  reportNeedlessDisables: true,
  plugins: ["stylelint-browser-compat"],
  rules: {
    "plugin/browser-compat": [true, { browserslist, allow: { features: ORNAMENTS } }],
  },
  overrides: [
    {
      // What a browser too old for the pages shows instead of them.
      files: ["../../../pages/ui/server/assets/notice.css"],
      rules: {
        "plugin/browser-compat": [
          true,
          {
            browserslist: ["chrome >= 60"],
            // Light where the scheme is unknown; an outline's corners are square.
            allow: { features: ["at-rules.media.prefers-color-scheme", "properties.outline"] },
          },
        ],
      },
    },
  ],
};
