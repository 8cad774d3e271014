import type { KindPreference } from "@portico/api";
import { expect, test } from "vitest";
import { bySubject, choicesOf, withChoice } from "./preferences";

const PREFERENCES = {
  digest_hour: 8,
  time_zone: "America/Toronto",
  kinds: [
    {
      kind: "payment_made",
      subject: "payments",
      choice: "at_once",
      can_be_changed: true,
    },
    { kind: "work_returned", subject: "work", choice: "daily", can_be_changed: true },
    {
      kind: "password_changed",
      subject: "security",
      choice: "at_once",
      can_be_changed: false,
    },
  ],
} satisfies Parameters<typeof choicesOf>[0];

test("what always comes is no choice and is not sent", () => {
  expect(choicesOf(PREFERENCES)).toEqual({
    digest_hour: 8,
    choices: { payment_made: "at_once", work_returned: "daily" },
  });
});

test("one kind changes and the others stay", () => {
  const changed = withChoice(PREFERENCES, "payment_made", "never");
  expect(choicesOf(changed).choices).toEqual({ payment_made: "never", work_returned: "daily" });
  expect(choicesOf(PREFERENCES).choices.payment_made).toBe("at_once");
});

test("kinds stand under what they are about, also when others come between", () => {
  const held: KindPreference = {
    kind: "payment_on_hold",
    subject: "payments",
    choice: "at_once",
    can_be_changed: true,
  };
  expect(
    bySubject([...PREFERENCES.kinds, held]).map(([subject, own]) => [
      subject,
      own.map((one) => one.kind),
    ]),
  ).toEqual([
    ["payments", ["payment_made", "payment_on_hold"]],
    ["work", ["work_returned"]],
    ["security", ["password_changed"]],
  ]);
});
