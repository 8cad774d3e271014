import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import {
  isProblem,
  sessionBeginTotp,
  sessionConfirmTotp,
  sessionRemoveTotp,
  sessionRenewRecoveryCodes,
  sessionShowFactorsOptions,
  sessionShowFactorsQueryKey,
  type TotpSetupDetails,
} from "@portico/api";
import { IconDeviceMobile, IconListNumbers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/confirm";
import { Loaded, RowsSkeleton } from "../../components/states";
import { tell } from "../../components/tell";
import { CopyId, Status } from "../../components/values";
import { useBoot, useFormats } from "../../context";
import { AccountAlert, useAccountCause } from "../cause";
import { ErrorSummary, useFormErrors } from "../forms";
import classes from "./app.module.css";
import { Block, Line, Lines } from "./block";
import { CodesDialog } from "./codes";
import { useRecent } from "./recent";

/** Two-step sign-in: an authenticator app, and the recovery codes. */
export function AppBlock() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const formats = useFormats();
  const queries = useQueryClient();
  const withRecent = useRecent();
  const factors = useQuery(sessionShowFactorsOptions({ query }));
  const [setup, setSetup] = useState<TotpSetupDetails | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState<"remove" | "renew" | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const seen = () => queries.invalidateQueries({ queryKey: sessionShowFactorsQueryKey({ query }) });
  const begin = async () => {
    setBusy(true);
    setError(null);
    try {
      setSetup((await withRecent(() => sessionBeginTotp({ query }))).data ?? null);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Block title={t("app.title")} lead={t("app.lead")}>
      <AccountAlert error={error} />
      <Loaded query={factors} skeleton={<RowsSkeleton rows={2} />}>
        {({ totp_since, totp_last_used_at, recovery_codes_left, passkeys }) => (
          <Lines label={t("app.title")}>
            <Line
              icon={<IconDeviceMobile size={20} />}
              title={t("app.name")}
              actions={
                totp_since ? (
                  <>
                    <Status tone="good">{t("app.on")}</Status>
                    <Button variant="default" size="sm" onClick={() => setAsking("remove")}>
                      {t("app.remove")}
                    </Button>
                  </>
                ) : (
                  <Button variant="default" size="sm" loading={busy} onClick={() => void begin()}>
                    {t("app.set_up")}
                  </Button>
                )
              }
            >
              {totp_since
                ? [
                    t("app.since", { day: formats.momentDay(totp_since) }),
                    ...(totp_last_used_at
                      ? [t("passkeys.used", { ago: formats.ago(totp_last_used_at) })]
                      : []),
                  ].join(" · ")
                : t("app.off")}
            </Line>
            {(totp_since || passkeys.length > 0) && (
              <Line
                icon={<IconListNumbers size={20} />}
                title={t("codes.title")}
                actions={
                  <Button variant="default" size="sm" onClick={() => setAsking("renew")}>
                    {t("codes.renew")}
                  </Button>
                }
              >
                {t("codes.left", { count: recovery_codes_left })}
              </Line>
            )}
          </Lines>
        )}
      </Loaded>
      {setup && (
        <SetUp
          setup={setup}
          onClose={() => setSetup(null)}
          onDone={(shown) => {
            setSetup(null);
            setCodes(shown);
            tell(t("app.done"));
            void seen();
          }}
        />
      )}
      <Confirm
        opened={asking === "remove"}
        onClose={() => setAsking(null)}
        title={t("app.remove_title")}
        action={t("app.remove")}
        dangerous
        onConfirm={async () => {
          await withRecent(() => sessionRemoveTotp({ query }));
          await seen();
        }}
      >
        {t("app.remove_lead")}
      </Confirm>
      <Confirm
        opened={asking === "renew"}
        onClose={() => setAsking(null)}
        title={t("codes.renew_title")}
        action={t("codes.renew")}
        onConfirm={async () => {
          const { data } = await withRecent(() => sessionRenewRecoveryCodes({ query }));
          await seen();
          setCodes(data?.recovery_codes ?? []);
        }}
      >
        {t("codes.renew_lead")}
      </Confirm>
      <CodesDialog codes={codes} onClose={() => setCodes([])} />
    </Block>
  );
}

interface SetUpProps {
  setup: TotpSetupDetails;
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}

/** The secret for the app: as a picture, and to be typed; then the app's first code. */
function SetUp({ setup, onClose, onDone }: SetUpProps) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const withRecent = useRecent();
  const cause = useAccountCause();
  const form = useFormErrors<"code">();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = code.replaceAll(/\s/g, "");
    setError(null);
    if (form.show(given ? {} : { code: t("second.code_needed") })) return;
    setBusy(true);
    setError(null);
    try {
      const { data } = await withRecent(() =>
        sessionConfirmTotp({ body: { code: given }, query: { portal } }),
      );
      onDone(data?.recovery_codes ?? []);
    } catch (failure) {
      if (isProblem(failure, "wrong_code")) form.show({ code: cause(failure) });
      else setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("app.set_up_title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <ErrorSummary form={form} />
          <AccountAlert error={error} />
          <Text>{t("app.scan")}</Text>
          <Qr setup={setup} />
          <Stack gap={4}>
            <Text size="sm" c="dimmed">
              {t("app.or_type")}
            </Text>
            <CopyId value={setup.secret} label={grouped(setup.secret)} />
          </Stack>
          <TextInput
            id={form.id("code")}
            name="code"
            label={t("app.code")}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={16}
            data-autofocus
            value={code}
            error={form.errors.code}
            onChange={(event) => {
              setCode(event.currentTarget.value);
              form.clear("code");
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={busy}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={busy}>
              {t("app.turn_on")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Qr({ setup }: { setup: TotpSetupDetails }) {
  const { t } = useTranslation("account");
  const { size, path } = setup.qr;
  return (
    <svg
      className={classes.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={t("app.qr")}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}

function grouped(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
}
