export { ProfilePage as Profile } from "@portico/ui/account";
