import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import {
  type Passkey,
  sessionAddPasskey,
  sessionBeginPasskey,
  sessionRemovePasskey,
  sessionRenamePasskey,
  sessionShowFactorsOptions,
  sessionShowFactorsQueryKey,
} from "@portico/api";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "../../components/confirm";
import { Loaded, RowsSkeleton } from "../../components/states";
import { tell } from "../../components/tell";
import { useBoot, useFormats } from "../../context";
import { AccountAlert } from "../cause";
import { useFormErrors } from "../forms";
import { create, PasskeyHereAlreadyError, passkeysWork } from "../passkeys";
import { Block, Line, Lines } from "./block";
import { inWords } from "./browsers";
import { CodesDialog } from "./codes";
import { useRecent } from "./recent";

type Dialog = { of: "rename" | "remove"; passkey: Passkey } | null;

/** Passkeys: add, rename, remove. */
export function PasskeysBlock() {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const query = { portal };
  const queries = useQueryClient();
  const withRecent = useRecent();
  const factors = useQuery(sessionShowFactorsOptions({ query }));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [dialog, setDialog] = useState<Dialog>(null);
  const seen = () => queries.invalidateQueries({ queryKey: sessionShowFactorsQueryKey({ query }) });

  const add = async () => {
    setBusy(true);
    setError(null);
    setNotice(null);
    try {
      const { data: options } = await withRecent(() => sessionBeginPasskey({ query }));
      const passkey = options ? await create(options) : null;
      if (passkey === null) return;
      const device = inWords(navigator.userAgent);
      const name = device
        ? t("sessions.browser", { browser: device.browser, system: device.system })
        : t("passkeys.default_name");
      const { data } = await sessionAddPasskey({
        body: { name: name.slice(0, 60), passkey },
        query,
      });
      tell(t("passkeys.added"));
      await seen();
      if (data?.recovery_codes.length) setCodes(data.recovery_codes);
    } catch (failure) {
      if (failure instanceof PasskeyHereAlreadyError) setNotice(t("passkeys.here_already"));
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Block
      title={t("passkeys.title")}
      lead={t(passkeysWork() ? "passkeys.lead" : "passkeys.not_here")}
      action={
        passkeysWork() && (
          <Button
            variant="default"
            leftSection={<IconPlus size={18} aria-hidden />}
            loading={busy}
            onClick={() => void add()}
          >
            {t("passkeys.add")}
          </Button>
        )
      }
    >
      <AccountAlert error={error} />
      {notice && (
        <Text role="status" size="sm">
          {notice}
        </Text>
      )}
      <Loaded query={factors} skeleton={<RowsSkeleton rows={1} />}>
        {({ passkeys }) =>
          passkeys.length > 0 && (
            <Lines label={t("passkeys.title")}>
              {passkeys.map((passkey) => (
                <PasskeyLine key={passkey.passkey_id} passkey={passkey} onDialog={setDialog} />
              ))}
            </Lines>
          )
        }
      </Loaded>
      {dialog?.of === "rename" && (
        <Rename passkey={dialog.passkey} onClose={() => setDialog(null)} onDone={seen} />
      )}
      <Confirm
        opened={dialog?.of === "remove"}
        onClose={() => setDialog(null)}
        title={t("passkeys.remove_title", { name: dialog?.passkey.name })}
        action={t("passkeys.remove")}
        dangerous
        onConfirm={async () => {
          if (!dialog) return;
          const path = { passkey_id: dialog.passkey.passkey_id };
          await withRecent(() => sessionRemovePasskey({ path, query }));
          await seen();
        }}
      >
        {t("passkeys.remove_lead")}
      </Confirm>
      <CodesDialog codes={codes} onClose={() => setCodes([])} />
    </Block>
  );
}

function PasskeyLine({
  passkey,
  onDialog,
}: {
  passkey: Passkey;
  onDialog: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation("account");
  const formats = useFormats();
  const facts = [
    t("passkeys.added_on", { day: formats.momentDay(passkey.created_at) }),
    passkey.last_used_at
      ? t("passkeys.used", { ago: formats.ago(passkey.last_used_at) })
      : t("passkeys.never_used"),
    ...(passkey.synced ? [t("passkeys.synced")] : []),
  ];
  return (
    <Line
      icon={<IconKey size={20} />}
      title={passkey.name}
      actions={
        <>
          <Button
            variant="default"
            size="sm"
            aria-label={t("passkeys.rename_named", { name: passkey.name })}
            onClick={() => onDialog({ of: "rename", passkey })}
          >
            {t("passkeys.rename")}
          </Button>
          <Button
            variant="default"
            size="sm"
            aria-label={t("passkeys.remove_named", { name: passkey.name })}
            onClick={() => onDialog({ of: "remove", passkey })}
          >
            {t("passkeys.remove")}
          </Button>
        </>
      }
    >
      {facts.join(" · ")}
    </Line>
  );
}

interface RenameProps {
  passkey: Passkey;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function Rename({ passkey, onClose, onDone }: RenameProps) {
  const { t } = useTranslation("account");
  const { portal } = useBoot();
  const withRecent = useRecent();
  const form = useFormErrors<"name">();
  const [name, setName] = useState(passkey.name);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    if (form.show(name.trim() ? {} : { name: t("passkeys.name_needed") })) return;
    setBusy(true);
    setError(null);
    try {
      await withRecent(() =>
        sessionRenamePasskey({
          path: { passkey_id: passkey.passkey_id },
          body: { name: name.trim() },
          query: { portal },
        }),
      );
      await onDone();
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("passkeys.rename_title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <AccountAlert error={error} />
          <TextInput
            id={form.id("name")}
            label={t("passkeys.name")}
            maxLength={60}
            autoComplete="off"
            data-autofocus
            value={name}
            error={form.errors.name}
            onChange={(event) => {
              setName(event.currentTarget.value);
              form.clear("name");
            }}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={busy}>
              {t("cancel", { ns: "ui" })}
            </Button>
            <Button type="submit" loading={busy}>
              {t("save", { ns: "ui" })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
