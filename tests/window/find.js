// Finds one visible element by what a person or a screen reader would call it.
// arguments: [0] the name, [1] 'press' (something to click) or 'field' (something to fill in).
const [name, kind] = arguments;
const PRESS =
  'button, a[href], summary, input[type=submit], input[type=radio], input[type=checkbox], label, ' +
  '[role=button], [role=link], [role=tab], [role=menuitem], [role=option], [role=row], ' +
  '[role=gridcell], [role=radio], [role=checkbox], [role=switch]';
const FIELD = 'input, textarea, select, [contenteditable=true], [role=combobox], [role=textbox]';
const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const shown = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? true;
const byIds = (ids) =>
  ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
const nameOf = (element) => {
  const labelled = element.getAttribute('aria-labelledby');
  if (labelled) return tidy(byIds(labelled));
  if (element.getAttribute('aria-label')) return tidy(element.getAttribute('aria-label'));
  if (element.labels?.length) return tidy([...element.labels].map((one) => one.textContent).join(' '));
  return tidy(element.innerText || element.value || element.placeholder || element.title);
};
const enabled = (element) => !element.disabled && element.getAttribute('aria-disabled') !== 'true';
// An open dialog is all there is.
const dialogs = [...document.querySelectorAll('[role=dialog], [role=alertdialog], dialog[open]')].filter(shown);
const ground = dialogs.at(-1) ?? document;
const all = [...ground.querySelectorAll(kind === 'field' ? FIELD : PRESS)].filter(shown).filter(enabled);
const innermost = (found) => found.find((one) => !found.some((other) => other !== one && one.contains(other)));
const test = ground.querySelector(`[data-test=${CSS.escape(name)}]`);
return (
  (test && shown(test) ? test : null) ??
  innermost(all.filter((element) => nameOf(element) === name)) ??
  innermost(all.filter((element) => nameOf(element).startsWith(name))) ??
  innermost(all.filter((element) => nameOf(element).includes(name))) ??
  null
);
