// The numbers and the sentences of EvidenceReader, as analysis/intervals.py, analysis/two_shares.py and
// models/evidence_reader.py have them; a test compares the two at every place of the controls and over a grid of counts.

/** @typedef {{ exhaustion: number, disengagement: number, convention: boolean }} CutOff */
/** @typedef {{ id: string, name: string, n: number | null }} Size */
/** @typedef {{ id: string, role: string, name: string, people: string }} Group */
/** @typedef {{ id: string, may: boolean, when: string[], text: string, because: string, cite: string }} Saying */
/** @typedef {{ count: number, n: number, share: number, low: number, high: number, width: number }} Share */
/** @typedef {{ id: string, text: string, because: string }} Said */
/**
 * @typedef {object} Reader the part of the model that the rule needs
 * @property {CutOff[]} cut_offs
 * @property {Size[]} sizes
 * @property {Group[]} groups
 * @property {number} wide
 * @property {Record<string, string>} sources the name of each citation key
 * @property {Saying[]} sayings
 */
/**
 * @typedef {object} Survey
 * @property {Record<string, number>[]} counts for each cut-off how many of each group
 * @property {Record<string, number>} people how many each group has
 */

const Z = 1.959963984540054;
const PAIRS = [
  ["own", "thought"],
  ["wide", "narrow"],
  ["overlap", "apart"],
  ["clear", "unclear"],
  ["convention", "moved"],
];

/** To one decimal, a half upwards. @param {number} x */
export function tenth(x) {
  return Math.floor(x * 10 + 0.5) / 10;
}

/** The count among `n` if the share of `count` in `own` held, in whole people. @param {number} count @param {number} own @param {number} n */
export function atSize(count, own, n) {
  return Math.floor((2 * count * n + own) / (2 * own));
}

/** Logarithms of factorials, made as far as they are needed. */
const logFactorials = [0];

/** @param {number} n */
function logFactorial(n) {
  for (let k = logFactorials.length; k <= n; k += 1) logFactorials.push(logFactorials[k - 1] + Math.log(k));
  return logFactorials[n];
}

/**
 * The regularised incomplete beta function for whole `a` and `b`: the probability of `a` or more among a + b - 1.
 * The relation is NIST DLMF 8.17.5, the continued fraction 8.17.22, worked out by Lentz's method.
 * @param {number} x @param {number} a @param {number} b @returns {number}
 */
export function incompleteBeta(x, a, b) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logFactorial(a + b - 1) - logFactorial(a - 1) - logFactorial(b - 1) + a * Math.log(x) + b * Math.log1p(-x),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / kept(1 + even * d);
    c = kept(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / kept(1 + odd * d);
    c = kept(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return (front * fraction) / a;

  /** @param {number} y */
  function kept(y) {
    return Math.abs(y) < tiny ? tiny : y;
  }
}

/**
 * The exact interval for a share, as proportions: Clopper and Pearson, Biometrika 26 (1934), 404-413.
 * @param {number} count @param {number} n @param {number} [level]
 */
export function clopperPearson(count, n, level = 0.95) {
  const tail = (1 - level) / 2;
  const low = count === 0 ? 0 : root((p) => incompleteBeta(p, count, n - count + 1) - tail);
  const high = count === n ? 1 : root((p) => incompleteBeta(p, count + 1, n - count) - (1 - tail));
  return { low, high };
}

/** Where a rising function of a proportion crosses zero, by bisection. @param {(p: number) => number} rising */
function root(rising) {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The score interval for a share at 95%, as proportions: Wilson, JASA 22 (1927), 209-212. @param {number} count @param {number} n */
export function wilson(count, n) {
  const share = count / n;
  const z2 = Z * Z;
  const middle = share + z2 / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, (middle - half) / (1 + z2 / n)), high: Math.min(1, (middle + half) / (1 + z2 / n)) };
}

/**
 * The interval at 95% for the first share less the second: Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
 * @param {number} count1 @param {number} n1 @param {number} count2 @param {number} n2
 */
export function newcombe(count1, n1, count2, n2) {
  const [share1, share2] = [count1 / n1, count2 / n2];
  const [one, two] = [wilson(count1, n1), wilson(count2, n2)];
  const difference = share1 - share2;
  return {
    low: difference - Math.sqrt((share1 - one.low) ** 2 + (two.high - share2) ** 2),
    high: difference + Math.sqrt((one.high - share1) ** 2 + (share2 - two.low) ** 2),
  };
}

/** A share with its exact interval, in per cent as it is shown. @param {number} count @param {number} n @returns {Share} */
export function shareOf(count, n) {
  const bounds = clopperPearson(count, n);
  const [low, high] = [tenth(100 * bounds.low), tenth(100 * bounds.high)];
  return { count, n, share: tenth((100 * count) / n), low, high, width: tenth(high - low) };
}

/** @param {CutOff} cut */
export function cutWords(cut) {
  return `exhaustion ${cut.exhaustion.toFixed(2)} and disengagement ${cut.disengagement.toFixed(2)} or more`;
}

/** @param {number} x */
export function perCent(x) {
  return `${x.toFixed(1)}%`;
}

/**
 * Everything that stands beside the controls.
 * @param {Reader} reader @param {Survey} survey @param {number} cutOff its place @param {string} size @param {string} group
 */
export function stateAt(reader, { counts, people }, cutOff, size, group) {
  const cut = reader.cut_offs[cutOff];
  const asked = reader.sizes.find(({ id }) => id === size) ?? reader.sizes[0];
  const shares = reader.groups.map(({ id }) => {
    const n = asked.n ?? people[id];
    return shareOf(atSize(counts[cutOff][id], people[id], n), n);
  });
  const [first, second] = shares;
  const bounds = newcombe(first.count, first.n, second.count, second.n);
  const difference = tenth(100 * (first.count / first.n - second.count / second.n));
  const [low, high] = [tenth(100 * bounds.low), tenth(100 * bounds.high)];
  const place = Math.max(
    0,
    reader.groups.findIndex(({ id }) => id === group),
  );
  const [chosen, other] = [shares[place], shares[1 - place]];
  const holds = [
    asked.n === null,
    chosen.width > reader.wide,
    chosen.low <= other.high && other.low <= chosen.high,
    low > 0 || high < 0,
    cut.convention,
  ];
  const facts = PAIRS.map(([yes, no], index) => (holds[index] ? yes : no));
  const usual = reader.cut_offs.findIndex(({ convention }) => convention);
  const mine = reader.groups[place];
  /** @type {Record<string, string>} */
  const words = {
    cut: cutWords(cut),
    count: String(chosen.count),
    n: String(chosen.n),
    own_n: String(people[mine.id]),
    people: mine.people,
    share: perCent(chosen.share),
    low: perCent(chosen.low),
    high: perCent(chosen.high),
    width: chosen.width.toFixed(1),
    difference: difference.toFixed(1),
    difference_low: low.toFixed(1),
    difference_high: high.toFixed(1),
    convention: cutWords(reader.cut_offs[usual]),
    convention_share: perCent(shareOf(atSize(counts[usual][mine.id], people[mine.id], chosen.n), chosen.n).share),
  };
  /** @param {boolean} may @returns {Said[]} */
  const said = (may) =>
    reader.sayings
      .filter((one) => one.may === may && one.when.every((fact) => facts.includes(fact)))
      .map(({ id, text, because, cite }) => ({
        id,
        text: filled(text, words),
        because: filled(because, words) + (cite ? ` (${reader.sources[cite]})` : ""),
      }));
  return {
    shares,
    difference: [difference, low, high],
    facts: [...facts].sort(),
    may: said(true),
    mayNot: said(false),
    sentence: filled(
      "With {cut}, {count} of {n} {people} are counted: {share}, with an interval from {low} to {high}. " +
        "The difference between the groups is {difference} points, {difference_low} to {difference_high}.",
      words,
    ),
    marks: reader.groups.map(({ id, name }, index) => ({
      id,
      label: `${name}, n = ${shares[index].n}`,
      x: shares[index].share,
      low: shares[index].low,
      high: shares[index].high,
    })),
  };
}

/** @param {string} text @param {Record<string, string>} words */
function filled(text, words) {
  return text.replace(/\{(\w+)\}/g, (_, blank) => words[blank]);
}
