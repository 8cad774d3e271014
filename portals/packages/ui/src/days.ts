/** Days as `YYYY-MM-DD`, months as `YYYY-MM`: no clock and no time zone is in them. */

const DAY_MILLISECONDS = 86_400_000;

export function addDays(day: string, count: number): string {
  return iso(new Date(at(day) + count * DAY_MILLISECONDS));
}

/** ISO weekday: Monday is 1, Sunday 7. */
export function weekdayOf(day: string): number {
  return new Date(at(day)).getUTCDay() || 7;
}

/** The first day of the week that the day is in; `startsOn` as ISO weekday. */
export function weekStart(day: string, startsOn: number): string {
  return addDays(day, -((weekdayOf(day) - startsOn + 7) % 7));
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const date = new Date(Date.UTC(year, number - 1 + count, 1));
  return iso(date).slice(0, 7);
}

/** The last day of a month. */
export function monthEnd(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

/** Every day from one to another, both in it. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** How many days have passed since a day; 0 until one has. */
export function daysSince(day: string, today: string): number {
  return Math.max(0, Math.round((at(today) - at(day)) / DAY_MILLISECONDS));
}

/** The day that it is in a time zone. */
export function todayIn(timeZone: string, now: Date = new Date()): string {
  // The Swedish locale writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone }).format(now);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && iso(new Date(at(text))) === text;
}

export function isMonth(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function iso(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}
