import { SimpleGrid, Skeleton, Text } from "@mantine/core";
import type { Sums } from "@portico/api";
import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Card } from "./card";
import classes from "./figure-card.module.css";
import { Moneys } from "./values";

interface Props {
  title: string;
  /** What links of e-mails that lead to it name, as `invoices` in `/customer#invoices/…`. */
  subject?: string;
  /** What it comes to; nothing where there is nothing to count. */
  figure?: ReactNode;
  /** It did not come in time. */
  isAway?: boolean;
  /** Instead of "Nothing right now". */
  empty?: string;
  children?: ReactNode;
}

/** A card of a first page: what it is about, its figure, and what stands under it. */
export function FigureCard({ title, subject, figure, isAway = false, empty, children }: Props) {
  const { t } = useTranslation("ui");
  const { place, isWanted } = usePlace(subject);
  return (
    <div ref={place} tabIndex={-1} className={classes.place} data-wanted={isWanted || undefined}>
      <Card h="100%" component="section" aria-label={title}>
        <Text c="dimmed">{title}</Text>
        {figure && !isAway ? (
          <Text component="p" className={classes.figure}>
            {figure}
          </Text>
        ) : (
          <Text>{isAway ? t("figure.away") : (empty ?? t("figure.none"))}</Text>
        )}
        {children}
      </Card>
    </div>
  );
}

interface SumsProps extends Pick<Props, "title" | "subject"> {
  sums: Sums | null;
  isAway: boolean;
  /** How many it is of, in words. */
  count: (count: number) => string;
  /** The way to all of them. */
  link?: ReactNode;
}

/** A card of a sum in each currency, and of how many it is. */
export function SumsCard({ sums, count, isAway, link, ...about }: SumsProps) {
  const isSome = sums !== null && sums.count > 0;
  return (
    <FigureCard
      {...about}
      isAway={isAway && sums === null}
      figure={isSome && <Moneys amounts={sums.totals} />}
    >
      {isSome && <Text>{count(sums.count)}</Text>}
      {isSome && link}
    </FigureCard>
  );
}

/** Cards beside each other, as many as there is room for. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="md">
      {children}
    </SimpleGrid>
  );
}

/** Where the cards will be. */
export function FiguresSkeleton({ cards }: { cards: number }) {
  return (
    <div data-loading>
      <Figures>
        {Array.from({ length: cards }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing but their place
          <Skeleton key={at} height={140} radius="lg" />
        ))}
      </Figures>
    </div>
  );
}

/** Whether the address names this card: then it is gone to and marked. */
function usePlace(subject: string | undefined) {
  const named = useLocation({ select: ({ hash }) => hash.split("/")[0] });
  const place = useRef<HTMLDivElement>(null);
  const isWanted = subject !== undefined && named === subject;
  useEffect(() => {
    if (isWanted) place.current?.focus();
  }, [isWanted]);
  return { place, isWanted };
}
