import { useSearch } from "@tanstack/react-router";
import { SecurityPage } from "../../account/settings/security";

export function Security() {
  const { problem, linked }: { problem?: string; linked?: boolean } = useSearch({ strict: false });
  return <SecurityPage problem={problem} linked={linked} />;
}
