import { useSearch } from "@tanstack/react-router";
import { LoginLinkPage } from "../../account/signin/login-link";

export function LoginLink() {
  const { token }: { token?: string } = useSearch({ strict: false });
  return <LoginLinkPage token={token} />;
}
