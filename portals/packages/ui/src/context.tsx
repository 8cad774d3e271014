import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Boot } from "./boot";
import { todayIn } from "./days";
import { type Formats, formatsFor } from "./formats";

const BootContext = createContext<Boot | null>(null);

export function BootProvider({ boot, children }: { boot: Boot; children: ReactNode }) {
  return <BootContext value={boot}>{children}</BootContext>;
}

/** The agency, as the edge wrote it into the page. */
export function useBoot(): Boot {
  const boot = useContext(BootContext);
  if (boot === null) throw new Error("useBoot outside of BootProvider");
  return boot;
}

/** How to write for this person: the chosen language, the agency's country and time zone. */
export function useFormats(): Formats {
  const { agency } = useBoot();
  const { i18n } = useTranslation();
  return useMemo(
    () => formatsFor(i18n.language, agency.country, agency.timeZone),
    [i18n.language, agency.country, agency.timeZone],
  );
}

/** Today at the agency (`YYYY-MM-DD`). */
export function useToday(): string {
  return todayIn(useBoot().agency.timeZone);
}
