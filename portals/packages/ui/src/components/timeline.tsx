import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./timeline.module.css";
import { Moment } from "./values";

export interface TimelineItem {
  key: string;
  title: ReactNode;
  detail?: ReactNode;
  who?: string | null;
  at?: string | null;
}

/** What happened, in the order given. */
export function Timeline({ items, label }: { items: readonly TimelineItem[]; label: string }) {
  return (
    <ol className={classes.list} aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className={classes.item}>
          <Text fw={550}>{item.title}</Text>
          {item.detail && (
            <Text size="sm" component="div">
              {item.detail}
            </Text>
          )}
          <Text size="sm" c="dimmed">
            {[item.who, item.at ? <Moment key="at" moment={item.at} exact /> : null]
              .filter(Boolean)
              .map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two parts in a fixed order
                <span key={index}>
                  {index > 0 && " · "}
                  {part}
                </span>
              ))}
          </Text>
        </li>
      ))}
    </ol>
  );
}
