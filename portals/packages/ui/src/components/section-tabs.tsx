import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";
import classes from "./section-tabs.module.css";

interface SectionLinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  /** Whether this is the one that is shown. */
  here: boolean;
  ref?: Ref<HTMLAnchorElement>;
}

/** What the router thinks is active is the address alone; here the page says it. */
const current = (here: boolean) => ({ "aria-current": here ? ("page" as const) : undefined });

/** Sections of one page, each with its own address. */
export function Sections({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.sections} aria-label={label}>
      {children}
    </nav>
  );
}

export const SectionLink = createLink(({ here, ref, ...props }: SectionLinkProps) => (
  <a {...props} ref={ref} className={classes.section} {...current(here)} />
));

/** Parts of a list with how many and how much is in each. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}

interface TabLinkProps extends Omit<SectionLinkProps, "children"> {
  name: string;
  count: ReactNode;
  sum: ReactNode;
}

export const TabLink = createLink(({ here, ref, name, count, sum, ...props }: TabLinkProps) => (
  <a {...props} ref={ref} className={classes.tab} {...current(here)}>
    <span className={classes.name}>{name}</span>
    <span className={classes.count}>{count}</span>
    <span className={classes.sum}>{sum}</span>
  </a>
));

/** Short choices of what a list shows. */
export function Choices({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.choices} aria-label={label}>
      {children}
    </nav>
  );
}

export const ChoiceLink = createLink(({ here, ref, ...props }: SectionLinkProps) => (
  <a {...props} ref={ref} className={classes.choice} {...current(here)} />
));
