import { Button, Group, Text } from "@mantine/core";
import { customerViewOffer, type Offer } from "@portico/api";
import { Card, CopyId, DetailPage, Facts, Moment, Section, useFormats } from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { AskLink } from "../inquiries/ask";
import { type Answer, Dialogues, OtherAnswers, SignButton, useAnswer } from "./answer";
import { useDeadline } from "./deadline";
import { OfferDocument } from "./document";
import { OfferHistory } from "./history";
import { offerOptions } from "./queries";
import { Signers } from "./signers";
import { beingSealed, reasonOf, standingOf } from "./standing";
import { OfferStatus } from "./status";

const route = getRouteApi("/shell/offers/$offerId");

/** An offer: what is signed, who signs in which order, and what one can answer (K14, B8). */
export function OfferPage() {
  const { t } = useTranslation("offers");
  const { offerId } = route.useParams();
  const query = useQuery(offerOptions(offerId));
  const { begin, ...answering } = useAnswer();
  useViewed(query.data);
  return (
    <>
      <DetailPage
        query={query}
        title={t("offer")}
        back={<BackLink to="/offers">{t("title")}</BackLink>}
      >
        {(offer) => ({
          title: offer.title,
          lead: [offer.number, offer.project_name ?? offer.company_name].join(" · "),
          action: offer.can_sign ? (
            <SignButton of={offer} onBegin={begin} />
          ) : (
            <SignedFile of={offer} />
          ),
          isRead: true,
          summary: <Head of={offer} />,
          next: (
            <>
              <Next of={offer} onBegin={begin} />
              <Signers of={offer} />
            </>
          ),
          history: <OfferHistory of={offer} />,
          document: <OfferDocument of={offer} />,
        })}
      </DetailPage>
      <Dialogues {...answering} />
    </>
  );
}

/** That whoever is asked has opened it stands in the evidence: it is told once. */
function useViewed(offer: Offer | undefined) {
  const isNew = offer?.can_sign === true && !offer.places.some(isViewed);
  const offerId = offer?.offer_id;
  useEffect(() => {
    if (!isNew || !offerId) return;
    // Where it cannot be told now, it is with the next visit: nothing depends on it.
    customerViewOffer({ path: { offer_id: offerId } }).catch(() => undefined);
  }, [isNew, offerId]);
}

const isViewed = (place: Offer["places"][number]) =>
  place.asked_at !== null && place.signed_at === null && place.viewed_at !== null;

function Head({ of }: { of: Offer }) {
  const { t } = useTranslation("offers");
  const deadline = useDeadline();
  const facts: [string, React.ReactNode][] = [
    [t("fields.until"), deadline(of.expires_at)],
    [t("fields.sent_at"), <Moment key="sent" moment={of.sent_at} exact />],
    [t("fields.sent_by"), of.sent_by_name],
    [t("fields.company"), of.company_name],
    [t("fields.number"), <CopyId key="number" value={of.number} />],
  ];
  if (of.project_name) facts.splice(4, 0, [t("fields.project"), of.project_name]);
  return (
    <Card>
      <span role="status">
        <OfferStatus of={of} />
      </span>
      {of.message && (
        <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{of.message}</Text>
      )}
      <Facts facts={facts} />
    </Card>
  );
}

/** Where it stands, and what whoever looks at it can do. */
function Next({ of, onBegin }: { of: Offer; onBegin: (answer: Answer, of: Offer) => void }) {
  const { t } = useTranslation("offers");
  const reason = of.closed_at ? reasonOf(of) : null;
  return (
    <Section title={t("next.title")}>
      <Card>
        <Text fw={600} role="status">
          {useNext(of)}
        </Text>
        {reason && (
          <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {t("next.reason", { reason })}
          </Text>
        )}
        {of.can_sign && <OtherAnswers of={of} onBegin={onBegin} />}
        <AskLink about={{ offer: of.offer_id }}>{t("next.ask")}</AskLink>
      </Card>
    </Section>
  );
}

function useNext(of: Offer): string {
  const { t } = useTranslation("offers");
  const formats = useFormats();
  const deadline = useDeadline();
  const until = deadline(of.expires_at);
  const standing = standingOf(of);
  const sealing = beingSealed(of);
  const on = formats.momentDay(of.closed_at ?? of.expires_at);
  const by = of.history.findLast(({ kind }) => kind === of.state)?.by_name ?? of.sent_by_name;
  if (standing === "expired" || standing === "declined" || standing === "withdrawn") {
    return t(`next.${standing}`, { on, by });
  }
  if (sealing) return t("next.sealing", { name: sealing.name });
  if (standing === "signed") return t("next.signed", { on });
  if (of.can_sign) return t("next.mine", { until });
  if (standing === "mine") return t("next.may_not");
  return t("next.open", { name: of.awaits_name ?? "—", until });
}

/** The file with every signature in it. */
function SignedFile({ of }: { of: Offer }) {
  const { t } = useTranslation("offers");
  if (!of.sealed) return null;
  return (
    <Group>
      <Button
        component="a"
        href={`/api/customer/offers/${of.offer_id}/content?download=true`}
        download={of.file_name}
        leftSection={<IconDownload size={18} aria-hidden />}
      >
        {t("download")}
      </Button>
    </Group>
  );
}
