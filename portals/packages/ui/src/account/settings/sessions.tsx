import { Button } from "@mantine/core";
import {
  type OwnSession,
  sessionEndAllSessions,
  sessionEndOneSession,
  sessionListSessionsOptions,
  sessionListSessionsQueryKey,
} from "@portico/api";
import { IconDeviceDesktop, IconDeviceMobile } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/confirm";
import { Loaded, RowsSkeleton } from "../../components/states";
import { tell } from "../../components/tell";
import { Status } from "../../components/values";
import { useBoot, useFormats } from "../../context";
import { usePortal } from "../../portal/config";
import { Block, Line, Lines } from "./block";
import { inWords } from "./browsers";

/** Where the person is signed in. */
export function SessionsBlock() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const queries = useQueryClient();
  const { wayOut } = usePortal();
  const sessions = useQuery(sessionListSessionsOptions({ query }));
  const [ending, setEnding] = useState<OwnSession | "others" | "all" | null>(null);
  const words = useSessionInWords();
  const one = ending !== null && typeof ending === "object" ? ending : null;
  const isMass = ending === "others" || ending === "all";

  const end = async () => {
    if (ending === "all") {
      // As logging out does: nothing of this person stays in this browser, in any tab.
      await wayOut.signOut(() => sessionEndAllSessions({ body: { this_one: true }, query }));
      return;
    }
    if (one) {
      await sessionEndOneSession({ path: { session_id: one.session_id }, query });
      tell(t("sessions.ended"));
    } else {
      await sessionEndAllSessions({ body: { this_one: false }, query });
      tell(t("sessions.others_ended"));
    }
    await queries.invalidateQueries({ queryKey: sessionListSessionsQueryKey({ query }) });
  };
  const mass = ending === "others" ? "others" : "all";
  return (
    <Block
      title={t("sessions.title")}
      lead={t("sessions.lead")}
      action={
        <>
          {(sessions.data?.items.length ?? 0) > 1 && (
            <Button variant="default" onClick={() => setEnding("others")}>
              {t("sessions.end_others")}
            </Button>
          )}
          <Button variant="default" onClick={() => setEnding("all")}>
            {t("sessions.end_all")}
          </Button>
        </>
      }
    >
      <Loaded query={sessions} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <Lines label={t("sessions.title")}>
            {[...items].sort(thisOneFirst).map((session) => (
              <SessionLine key={session.session_id} session={session} onEnd={setEnding} />
            ))}
          </Lines>
        )}
      </Loaded>
      <Confirm
        opened={one !== null}
        onClose={() => setEnding(null)}
        title={t("sessions.end_title")}
        action={t("sessions.end")}
        dangerous
        onConfirm={end}
      >
        {one && t("sessions.end_lead", { name: words(one) })}
      </Confirm>
      <Confirm
        opened={isMass}
        onClose={() => setEnding(null)}
        title={t(`sessions.end_${mass}`)}
        action={t(`sessions.end_${mass}`)}
        dangerous
        onConfirm={end}
      >
        {t(`sessions.end_${mass}_lead`)}
      </Confirm>
    </Block>
  );
}

function thisOneFirst(one: OwnSession, other: OwnSession): number {
  if (one.current !== other.current) return one.current ? -1 : 1;
  return other.last_used_at.localeCompare(one.last_used_at);
}

function useSessionInWords(): (session: OwnSession) => string {
  const { t } = useTranslation("account");
  return (session) => {
    const found = inWords(session.user_agent);
    return found
      ? t("sessions.browser", { browser: found.browser, system: found.system })
      : t("sessions.unknown_browser");
  };
}

interface LineProps {
  session: OwnSession;
  onEnd: (session: OwnSession) => void;
}

function SessionLine({ session, onEnd }: LineProps) {
  const { t } = useTranslation("account");
  const formats = useFormats();
  const words = useSessionInWords();
  const Icon = inWords(session.user_agent)?.handheld ? IconDeviceMobile : IconDeviceDesktop;
  const facts = [
    ...(session.network ? [session.network] : []),
    t("sessions.since", { moment: formats.moment(session.started_at) }),
    ...(session.current
      ? []
      : [t("sessions.last_used", { ago: formats.ago(session.last_used_at) })]),
    ...(session.second_factor ? [t("sessions.second_factor")] : []),
  ];
  return (
    <Line
      icon={<Icon size={20} />}
      title={words(session)}
      actions={
        session.current ? (
          <Status tone="good">{t("sessions.this_one")}</Status>
        ) : (
          <Button
            variant="default"
            size="sm"
            aria-label={t("sessions.end_named", { name: words(session) })}
            onClick={() => onEnd(session)}
          >
            {t("sessions.end")}
          </Button>
        )
      }
    >
      {facts.join(" · ")}
    </Line>
  );
}
