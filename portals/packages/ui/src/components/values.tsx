import { Box, CopyButton, Group, Text, Tooltip, UnstyledButton } from "@mantine/core";
import type { Money as Amount } from "@portico/api";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../context";
import classes from "./values.module.css";

/** An amount with its currency, its digits under each other. */
export function Money({ amount }: { amount: Amount }) {
  const formats = useFormats();
  return <span className={classes.figures}>{formats.money(amount)}</span>;
}

/** Amounts of several currencies, one per line. */
export function Moneys({ amounts }: { amounts: readonly Amount[] }) {
  if (amounts.length === 0) return <>—</>;
  return (
    <>
      {amounts.map((amount) => (
        <Box key={amount.currency}>
          <Money amount={amount} />
        </Box>
      ))}
    </>
  );
}

/** A day; in a list of days of work with its weekday. */
export function Day({
  day,
  weekday = false,
}: {
  day: string | null | undefined;
  weekday?: boolean;
}) {
  const formats = useFormats();
  if (!day) return <>—</>;
  return (
    <time dateTime={day} className={classes.figures}>
      {weekday ? formats.weekdayAndDay(day) : formats.day(day)}
    </time>
  );
}

/** The day of a moment; the exact time on hover and for a screen reader. */
export function Moment({ moment, exact }: { moment: string; exact?: boolean }) {
  const formats = useFormats();
  const full = formats.moment(moment);
  if (exact) return <time dateTime={moment}>{full}</time>;
  return (
    <Tooltip label={full}>
      <time dateTime={moment} className={classes.figures}>
        {formats.momentDay(moment)}
      </time>
    </Tooltip>
  );
}

/** An id or a number, small and copyable. */
export function CopyId({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation("ui");
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("copied") : t("copy")}>
          <UnstyledButton
            onClick={copy}
            className={classes.copy}
            aria-label={`${label ?? value}: ${copied ? t("copied") : t("copy")}`}
          >
            <Group gap={4} wrap="nowrap">
              <Text span size="sm" className={classes.figures}>
                {label ?? value}
              </Text>
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </Group>
          </UnstyledButton>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export type Tone = "neutral" | "info" | "good" | "warn" | "bad";

/** A status: always a word, its colour only beside it. */
export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.status} data-tone={tone}>
      {children}
    </span>
  );
}

/** Facts at a glance: names before values. */
export function Facts({ facts }: { facts: readonly (readonly [string, React.ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The number of something, which is read in one piece: no line ends at its hyphens. */
export function Unbroken({ children }: { children: ReactNode }) {
  return <span style={{ whiteSpace: "nowrap" }}>{children}</span>;
}

/** Numbers with hyphens, such as I-2026-000003; what is longer than this has to break on a phone. */
const NUMBERS = /(\S*\d\S*-\S*|\S*-\S*\d\S*)/;
const LONGEST_UNBROKEN = 24;

/** A sentence from elsewhere, whose numbers are read in one piece, too. */
export function UnbrokenNumbers({ children }: { children: string }) {
  return children.split(NUMBERS).map((part, at) =>
    at % 2 === 1 && part.length <= LONGEST_UNBROKEN ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence, known by their place
      <Unbroken key={at}>{part}</Unbroken>
    ) : (
      part
    ),
  );
}
