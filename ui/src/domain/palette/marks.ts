/** A label in pieces: those that hold a word of the search are marked. */
export function markWords(label: string, search: string): { text: string; marked: boolean }[] {
  const words = search.trim().split(/\s+/).filter((word) => word !== '').map(escape);
  if (words.length === 0) return [{ text: label, marked: false }];
  return label
    .split(new RegExp(`(${words.join('|')})`, 'gi'))
    .map((text, at) => ({ text, marked: at % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
