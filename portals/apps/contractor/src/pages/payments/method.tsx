import { useTranslation } from "react-i18next";

/** How the money was sent, in words where there are some. */
export function Method({ name }: { name: string }) {
  const { t, i18n } = useTranslation("payments");
  const key = `methods.${name}`;
  return <>{i18n.exists(key, { ns: "payments" }) ? t(key) : name}</>;
}
