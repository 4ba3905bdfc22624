/** The first letters of the pinyin of Chinese characters, told by how a Chinese dictionary orders them. */

// The first character, in that order, of each letter that a syllable can begin with.
const FIRSTS = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥仨它穵夕丫帀";
const LETTERS = "abcdefghjklmnopqrstwxyz";

const order = new Intl.Collator("zh-Hans-CN-u-co-pinyin");
const isHan = /\p{Script=Han}/u;

/** Give the initials of a text: "客户 A1" is "kha1". What isn't Chinese stays, in lower case. */
export function initials(text: string): string {
  let all = "";
  for (const letter of text.toLowerCase()) {
    if (isHan.test(letter)) all += initial(letter);
    else if (/[\p{L}\p{N}]/u.test(letter)) all += letter;
  }
  return all;
}

function initial(letter: string): string {
  let found = "";
  [...FIRSTS].forEach((first, index) => {
    if (order.compare(first, letter) <= 0) found = LETTERS[index] ?? "";
  });
  return found;
}
