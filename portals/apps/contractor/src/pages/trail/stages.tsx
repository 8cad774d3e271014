import type { TrailStage, TrailSummary } from "@portico/api";
import { useFormats } from "@portico/ui";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { isOrdered } from "../payments/states";
import { useReader } from "./reader";
import { dayIn, quantity } from "./sentences";
import classes from "./stages.module.css";

/** The five stages in order, each with its state, date and quantity (C14). */
export function Stages({ of }: { of: TrailSummary }) {
  const { t } = useTranslation("trail");
  return (
    <ol className={classes.stages} aria-label={t("stages_label")}>
      {of.stages.map((stage) => (
        <Stage key={stage.stage} stage={stage} />
      ))}
    </ol>
  );
}

function Stage({ stage }: { stage: TrailStage }) {
  const { t } = useTranslation("trail");
  const when = useWhen(stage);
  const howMuch = useHowMuch(stage);
  const final = useFinal(stage);
  const { today } = useReader();
  // A pay run may be run ahead of its day: until then the money is on its way.
  const ordered = stage.stage === "paid_out" && isOrdered(stage.last_on, today);
  return (
    <li className={classes.stage} data-state={ordered ? "partly" : stage.state}>
      <span className={classes.mark} aria-hidden>
        {stage.state === "done" && !ordered && <IconCheck size={16} stroke={2.5} />}
        {stage.state === "not_needed" && <IconMinus size={14} />}
      </span>
      <span className={classes.name}>{t(`stages.${stage.stage}`)}</span>
      <span className={classes.line}>
        {final ?? t(`stage_states.${ordered ? "ordered" : stage.state}`)}
        {when && `, ${when}`}
      </span>
      {howMuch && <span className={classes.line}>{howMuch}</span>}
    </li>
  );
}

/** When what is approved is final, as long as it can still be undone. */
function useFinal({ final_at }: TrailStage): string | null {
  const { t } = useTranslation("trail");
  const formats = useFormats();
  if (!final_at) return null;
  const { isToday, ...said } = formats.momentTime(final_at);
  return t(isToday ? "stage_final_at" : "stage_final_on", said);
}

/** The day or days of it; of what is still to come the day that is expected, while it isn't past. */
function useWhen({ state, first_on, last_on, expected_on }: TrailStage): string | null {
  const { t } = useTranslation("trail");
  const reader = useReader();
  const formats = useFormats();
  if (last_on && first_on && first_on !== last_on) return formats.range(first_on, last_on);
  if (last_on) return dayIn(last_on, reader);
  if (state === "waiting" && expected_on && expected_on >= reader.today) {
    return t("expected", { day: dayIn(expected_on, reader) });
  }
  return null;
}

function useHowMuch({ state, hours, expenses, amount }: TrailStage): string | null {
  const reader = useReader();
  const formats = useFormats();
  if (state === "waiting" || state === "not_needed") return null;
  // A part of an invoice pays for no hours in particular.
  if (Number(hours) === 0 && expenses.amount_minor === 0 && !amount) return null;
  const work = quantity({ hours, expenses }, reader);
  return amount ? `${work} · ${formats.money(amount)}` : work;
}
