/**
 * The style of an exported page: the look of the transcript without a theme to ask. One left edge, one filled block (what
 * a person said), one hairline; light and dark by the reader's own choice. No font, no picture, nothing to load.
 */
export const HTML_STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --text: #2b2b2b; --second: #5c5c5c; --hairline: #dedede; --said: #f3f3f3; --code: #f3f3f3; --link: #005fb8; --error: #ad0707;
  --sans: system-ui, -apple-system, "Segoe UI", sans-serif; --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
@media (prefers-color-scheme: dark) {
  :root { --page: #1f1f1f; --text: #cccccc; --second: #9d9d9d; --hairline: #3a3a3a; --said: #2b2b2b; --code: #2b2b2b; --link: #4daafc; --error: #f88070 }
}
* { box-sizing: border-box }
html { font: 14px/1.6 var(--sans); color: var(--text); background: var(--page); -webkit-text-size-adjust: 100% }
body { margin: 0 }
main { max-width: 744px; margin: 0 auto; padding: 32px 12px 96px }
h1, h2, h3, h4, h5, h6, p, ul, ol, dl, dd, pre, blockquote { margin: 0 }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; overflow-wrap: anywhere }
h2, h3, h4, h5, h6 { font-size: 14px; font-weight: 600 }
.head, article, footer { padding-inline: 12px }
.facts, .remark, .note, footer, time, .ends { font-size: 12px; line-height: 20px; color: var(--second); font-weight: 400; font-variant-numeric: tabular-nums }
.facts { overflow-wrap: anywhere }
footer { margin-top: 36px; padding-top: 12px; border-top: 1px solid var(--hairline) }
/* Pages of many thousand messages: what is out of sight is not laid out, and still found and printed. */
article { content-visibility: auto; contain-intrinsic-size: auto 120px; padding-block: 2px }
article:not([class]) > .read:first-child, details + .read, .read + details, .read + .remark { margin-top: 8px }
article.turn { margin-top: 12px }
article.prompt { margin-top: 32px; padding-block: 10px 12px; background: var(--said); border-radius: 6px }
.who { display: flex; align-items: baseline; gap: 8px; justify-content: space-between }
.read { overflow-wrap: anywhere }
.read > * + *, .read blockquote > * + *, .read li > * + * { margin-top: 10px }
.read :is(ul, ol) { padding-inline-start: 22px }
.read :is(h3, h4, h5, h6) { margin-top: 20px }
.read > :first-child { margin-top: 0 }
.read blockquote { padding-inline-start: 12px; border-inline-start: 1px solid var(--hairline); color: var(--second) }
.read hr { border: 0; border-top: 1px solid var(--hairline); margin-block: 16px }
.plain { white-space: pre-wrap }
a { color: var(--link); text-underline-offset: 2px; overflow-wrap: anywhere }
code, pre, .gist, dd { font-family: var(--mono); font-size: 12px; line-height: 1.5; unicode-bidi: isolate }
code { padding: 1px 4px; border-radius: 3px; background: var(--code); white-space: pre-wrap }
.prompt code, .prompt .code { background: none; padding: 0 }
pre { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; direction: ltr; text-align: left }
.code { padding: 8px 12px; margin-inline: -12px; background: var(--code); border-radius: 6px }
li .code, blockquote .code, .prompt .code { margin-inline: 0 }
table { border-collapse: collapse; width: 100% }
th, td { padding: 5px 16px 5px 0; border-bottom: 1px solid var(--hairline); vertical-align: top; text-align: start; overflow-wrap: anywhere }
th { font-weight: 600 }
.center { text-align: center }
.end { text-align: end }
.stub { padding: 1px 8px; border: 1px dashed var(--second); border-radius: 4px; font-size: 12px; color: var(--second) }
details { margin-inline: -12px; border: 1px solid transparent; border-radius: 6px }
details[open] { border-color: var(--hairline); margin-block: 4px }
details > :not(summary) { margin-inline: 11px; margin-bottom: 10px }
summary { display: flex; gap: 8px; align-items: baseline; padding: 4px 11px; line-height: 20px; cursor: pointer; list-style: none; border-radius: 5px }
summary::-webkit-details-marker { display: none }
summary::after { content: "\\203a"; color: var(--second); width: 12px; text-align: center; flex: none }
details[open] > summary::after { transform: rotate(90deg) }
.gist { flex: 1; min-width: 0; color: var(--second); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; direction: ltr; text-align: left }
details[open] > summary > .gist { white-space: pre-wrap; overflow-wrap: anywhere }
.name:last-child { flex: 1; max-width: none }
.name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 40% }
.name:has(+ .ends) { max-width: none }
.ends { margin-inline-start: auto; white-space: nowrap }
.error { color: var(--error) }
dl { display: grid; grid-template-columns: fit-content(40%) minmax(0, 1fr); gap: 0 16px; font-size: 12px; line-height: 20px }
dt { color: var(--second); overflow-wrap: anywhere }
dd { white-space: pre-wrap; overflow-wrap: anywhere }
.note { display: flex; gap: 8px; align-items: center; margin-top: 24px }
.note::after { content: ""; flex: 1; border-top: 1px solid var(--hairline) }
a:focus-visible, summary:focus-visible { outline: 1px solid var(--link); outline-offset: -1px }
@media (forced-colors: active) { article.prompt, .code { border: 1px solid } }
@media print { main { max-width: none; padding: 0 } article { content-visibility: visible } }
`;
