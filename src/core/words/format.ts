/** Numbers and times as a reader writes them: their language, their time zone. */
import { say } from './say';
import { TRANSCRIPT_WORDS } from './transcript';

export interface Formats {
  readonly locale: string;
  readonly size: (bytes: number) => string;
  readonly duration: (ms: number) => string;
  readonly cost: (usd: number) => string;
  /** "14:02" */
  readonly time: (at: number) => string;
  /** "Wed 18 Nov 14:02" */
  readonly dayAndTime: (at: number) => string;
  /** "18 Nov 2026, 14:02" */
  readonly dateAndTime: (at: number) => string;
  /** "Wednesday 18 November 2026 at 14:02:07", for tooltips and notes. */
  readonly full: (at: number) => string;
  /** "18 – 21 Nov 2026" */
  readonly dayRange: (from: number, to: number) => string;
  /** A name of the day in the reader's zone; equal names, equal day. */
  readonly day: (at: number) => string;
}

/** Midnight is at a full quarter of an hour in every time zone. Of messages one after the other most lie in the same one. */
const QUARTER_MS = 15 * 60_000;

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

/**
 * `timeZone` undefined is the zone of the machine that runs this. Throws RangeError for a locale that is not
 * well-formed.
 */
export function createFormats(locale: string, timeZone?: string): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat(locale, { ...clock, ...zone });
  const dayAndTime = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...clock,
    ...zone,
  });
  const dateAndTime = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...clock, ...zone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', ...zone });
  const range = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone });
  const day = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone });
  const dollars = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const;
  const cost = new Intl.NumberFormat(locale, dollars);
  const smallCost = new Intl.NumberFormat(locale, { ...dollars, maximumSignificantDigits: 2 });
  const words = (
    key: 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days',
    args: Record<string, string | number>,
  ): string => say(TRANSCRIPT_WORDS, key, args, locale);
  let dayOf = { quarter: NaN, name: '' };
  const two = (n: number): string => String(n).padStart(2, '0');

  return {
    locale,
    size(bytes) {
      const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
      const value = bytes / 1024 ** power;
      const digits = power > 0 && value < 10 ? 1 : 0;
      return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${UNITS[power]}`;
    },
    duration(ms) {
      const seconds = Math.round(ms / 1000);
      if (ms < 100) return words('milliseconds', { n: Math.round(ms) });
      if (ms < 10_000) return words('seconds', { n: (ms / 1000).toLocaleString(locale, { maximumFractionDigits: 1 }) });
      if (seconds < 60) return words('seconds', { n: seconds });
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return words('minutes', { minutes, seconds: two(seconds % 60) });
      const hours = Math.floor(minutes / 60);
      return hours < 24
        ? words('hours', { hours, minutes: two(minutes % 60) })
        : words('days', { days: Math.floor(hours / 24), hours: hours % 24 });
    },
    // Single calls cost fractions of a cent: "$0.00" would say that they were free.
    cost: (usd) => (usd > 0 && usd < 0.01 ? smallCost : cost).format(usd),
    time: (at) => time.format(at),
    dayAndTime: (at) => dayAndTime.format(at),
    dateAndTime: (at) => dateAndTime.format(at),
    full: (at) => full.format(at),
    dayRange: (from, to) => range.formatRange(from, Math.max(from, to)),
    day: (at) => {
      const quarter = Math.floor(at / QUARTER_MS);
      if (quarter !== dayOf.quarter) dayOf = { quarter, name: day.format(at) };
      return dayOf.name;
    },
  };
}
