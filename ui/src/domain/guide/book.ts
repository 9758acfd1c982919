/** The guide as Markdown: the pages of the window, for whoever reads them without it. */
import { explain, knownCodes } from '../../catalogue';
import { getLanguage, languageNames, rich, t, type Language, type Run } from '../../i18n';
import { describeKey } from '../../keyboard';
import { healthMeaning, healthWord, type Health } from '../health/health';
import { shortcuts } from './shortcuts';
import { areaOf, areas, fineCodes, healths, keysTopic, neighbours, turnsOf, wrongCodes } from './topics';

/** Every page in the language of now: its path in the language's folder, and its text. */
export function bookPages(): Map<string, string> {
  return new Map([
    ['README.md', indexPage()],
    [`${keysTopic}.md`, keysPage()],
    ...healths.map((health): [string, string] => [`health/${health}.md`, healthPage(health)]),
    ...knownCodes.map((code): [string, string] => [`codes/${code}.md`, codePage(code)]),
  ]);
}

function indexPage(): string {
  return page(
    `# ${t('guide.book')}`,
    t('guide.book_about'),
    ...otherLanguages().map((language) => link(languageNames[language], `../${language}/README.md`)),
    link(t('guide.keys'), `${keysTopic}.md`),
    `## ${t('guide.health')}`,
    list(healths.map((health) => `${link(healthWord(health), `health/${health}.md`)}: ${plain(healthMeaning(health))}`)),
    `## ${t('guide.wrong')}`,
    ...areas.flatMap((area) => [`### ${t(`guide.area_${area}`)}`, codeList(wrongCodes.filter((code) => areaOf(code) === area))]),
    `## ${t('guide.fine')}`,
    codeList(fineCodes),
  );
}

function otherLanguages(): Language[] {
  return (Object.keys(languageNames) as Language[]).filter((language) => language !== getLanguage());
}

function keysPage(): string {
  const places = shortcuts.flatMap(({ place, rows }) => [
    `## ${t(`guide.place_${place}`)}`,
    list(rows.map(({ does, by }) => `${by.map((keys) => `\`${describeKey(keys)}\``).join(' ')} ${t(`guide.key_${does}`)}`)),
  ]);
  return page(`# ${t('guide.keys')}`, ...places, link(t('guide.all'), 'README.md'));
}

function healthPage(health: Health): string {
  return page(
    `# ${healthWord(health)}`,
    `${plain(healthMeaning(health))}.`,
    `## ${t('guide.means')}`,
    plain(t(`guide.health_${health}_about`)),
    `## ${t('guide.next')}`,
    plain(t(`guide.health_${health}_next`)),
    `## ${t('guide.turns')}`,
    list(turnsOf(health).map((turn) => link(healthWord(turn), `${turn}.md`))),
    link(t('guide.all'), '../README.md'),
  );
}

function codePage(code: string): string {
  const { title, sentence, hint, action } = explain({ code });
  const { previous, next } = neighbours(code);
  return page(
    `# ${plain(title)}`,
    `## ${t('guide.happened')}`,
    marked(sentence),
    `## ${t('guide.to_do')}`,
    plain(hint),
    ...(action === undefined ? [] : [marked(rich('guide.button', { action }))]),
    `${t('guide.code')} \`${code}\``,
    ...(fineCodes.includes(code) ? [] : [`${t('guide.area')}: ${t(`guide.area_${areaOf(code)}`)}`]),
    ...(previous === undefined ? [] : [link(t('guide.previous_page', { title: explain({ code: previous }).title }), `${previous}.md`)]),
    ...(next === undefined ? [] : [link(t('guide.next_page', { title: explain({ code: next }).title }), `${next}.md`)]),
    link(t('guide.all'), '../README.md'),
  );
}

function page(...paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function codeList(codes: readonly string[]): string {
  return list(codes.map((code) => `${link(explain({ code }).title, `codes/${code}.md`)} \`${code}\``));
}

function link(text: string, to: string): string {
  return `[${plain(text)}](${to})`;
}

function marked(runs: readonly Run[]): string {
  const around: Record<Run['style'], (text: string) => string> = { plain, bold: (text) => `**${plain(text)}**`, mono: (text) => `\`${text}\`` };
  return runs.map(({ text, style }) => around[style](text)).join('');
}

/** What Markdown would read as its own is text. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>]/g, '\\$&');
}
