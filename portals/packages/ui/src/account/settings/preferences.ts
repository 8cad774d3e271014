import type {
  EmailChoice,
  KindPreference,
  NotificationChoices,
  NotificationPreferences,
} from "@portico/api";

/** The preferences with one kind chosen otherwise. */
export function withChoice(
  preferences: NotificationPreferences,
  kind: string,
  choice: EmailChoice,
): NotificationPreferences {
  return {
    ...preferences,
    kinds: preferences.kinds.map((one) => (one.kind === kind ? { ...one, choice } : one)),
  };
}

/** What the edge is told: everything that the person may choose, at once. */
export function choicesOf(preferences: NotificationPreferences): NotificationChoices {
  return {
    digest_hour: preferences.digest_hour,
    choices: Object.fromEntries(
      preferences.kinds
        .filter((kind) => kind.can_be_changed)
        .map((kind) => [kind.kind, kind.choice]),
    ),
  };
}

/** The kinds under what they are about, both in the order in which they come. */
export function bySubject(
  kinds: readonly KindPreference[],
): readonly (readonly [string, readonly KindPreference[]])[] {
  const found = new Map<string, KindPreference[]>();
  for (const kind of kinds) {
    found.set(kind.subject, [...(found.get(kind.subject) ?? []), kind]);
  }
  return [...found];
}
