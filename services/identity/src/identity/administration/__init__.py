"""What staff do with logins: invite, send links, deactivate, sign out, reset second factors."""
