/**
 * Dates, durations and sizes as the window writes them: British order, short months, 24 hours.
 * Every function takes `now` so that a test can hold the clock.
 */
import { getLanguage, t, type Language } from './i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Formatters {
  months: Intl.DateTimeFormat;
  clock: Intl.DateTimeFormat;
  clockOfSeconds: Intl.DateTimeFormat;
  counts: Intl.NumberFormat;
  tenths: Intl.NumberFormat;
}

const known: Partial<Record<Language, Formatters>> = {};

/** Those of the window's language; each is made once. */
function formatters(): Formatters {
  return (known[getLanguage()] ??= makeFormatters(getLanguage()));
}

function makeFormatters(language: Language): Formatters {
  const minutes = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return {
    months: new Intl.DateTimeFormat(language, { month: 'short' }),
    clock: new Intl.DateTimeFormat(language, minutes),
    clockOfSeconds: new Intl.DateTimeFormat(language, { ...minutes, second: '2-digit' }),
    counts: new Intl.NumberFormat(language),
    tenths: new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  };
}

/** What a view holds for a moment: RFC 3339 text, milliseconds, or a date. */
export type Moment = string | number | Date;

/** `58`, `100,000`. */
export function formatCount(count: number): string {
  return formatters().counts.format(count);
}

/** `10:31`. */
export function formatTime(moment: Moment): string {
  return formatters().clock.format(new Date(moment));
}

/** `10:31:07`: where the second tells two events apart. */
export function formatSecond(moment: Moment): string {
  return formatters().clockOfSeconds.format(new Date(moment));
}

/** `23 Nov`, and `23 Nov 2025` in another year. */
export function formatDay(moment: Moment, now: Moment = Date.now()): string {
  const date = new Date(moment);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return sameYear ? shortDay(date) : longDay(date);
}

/** `23 Nov, 10:31`. */
export function formatMoment(moment: Moment, now: Moment = Date.now()): string {
  return t('time.moment', { date: formatDay(moment, now), time: formatTime(moment) });
}

/** `23 Nov 2026, 10:31`: what a tooltip says. */
export function formatExact(moment: Moment): string {
  return t('time.moment', { date: longDay(new Date(moment)), time: formatTime(moment) });
}

/** `10:31` today, `Yesterday 10:29`, `20 Nov 16:02`. */
export function formatTimeline(moment: Moment, now: Moment = Date.now()): string {
  const days = calendarDays(moment, now);
  if (days === 0) return formatTime(moment);
  const date = days === 1 ? t('time.yesterday') : formatDay(moment, now);
  return t('time.timeline', { date, time: formatTime(moment) });
}

/** `just now`, `12 min ago`, `3 h ago`, `6 days ago`, then the day. Missing is `never`. */
export function formatAgo(moment: Moment | null | undefined, now: Moment = Date.now()): string {
  if (moment === null || moment === undefined) return t('time.never');
  const past = Number(new Date(now)) - Number(new Date(moment));
  if (past < MINUTE) return t('time.just_now');
  if (past < HOUR) return t('time.minutes_ago', { count: Math.floor(past / MINUTE) });
  if (past < DAY) return t('time.hours_ago', { count: Math.floor(past / HOUR) });
  if (past < 7 * DAY) return t('time.days_ago', { count: Math.floor(past / DAY) });
  return formatDay(moment, now);
}

/** `in 40 s`, `in 12 min`, `in 3 h`, `in 2 days`. */
export function formatUntil(moment: Moment, now: Moment = Date.now()): string {
  const left = Math.max(0, Number(new Date(moment)) - Number(new Date(now)));
  if (left < MINUTE) return t('time.in_seconds', { count: Math.ceil(left / 1000) });
  if (left < HOUR) return t('time.in_minutes', { count: Math.round(left / MINUTE) });
  if (left < DAY) return t('time.in_hours', { count: Math.round(left / HOUR) });
  return t('time.in_days', { count: Math.round(left / DAY) });
}

/** `8:42` from seconds: a countdown. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `20 s`, `3 min`, `2 h` from seconds: an estimate. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return t('time.seconds', { count: Math.round(seconds) });
  if (seconds < 5400) return t('time.minutes', { count: Math.round(seconds / 60) });
  return t('time.hours', { count: Math.round(seconds / 3600) });
}

/** `2.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? formatters().tenths.format(value) : Math.round(value)} ${units[power]}`;
}

function shortDay(date: Date): string {
  return t('time.day', { day: String(date.getDate()), month: formatters().months.format(date) });
}

function longDay(date: Date): string {
  return t('time.day_year', {
    day: String(date.getDate()),
    month: formatters().months.format(date),
    year: String(date.getFullYear()),
  });
}

/** Midnights between the two, so that 23:59 and 00:01 are a day apart. */
function calendarDays(moment: Moment, now: Moment): number {
  const from = new Date(moment);
  const to = new Date(now);
  const start = Date.UTC(from.getFullYear(), from.getMonth(), from.getDate());
  return Math.round((Date.UTC(to.getFullYear(), to.getMonth(), to.getDate()) - start) / DAY);
}
