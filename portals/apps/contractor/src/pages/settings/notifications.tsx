export { NotificationSettingsPage as NotificationSettings } from "@portico/ui/account";
