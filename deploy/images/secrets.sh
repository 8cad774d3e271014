#!/bin/sh
# Makes the passwords and keys that docker-compose.yml mounts: deploy/images/secrets.sh [FOLDER]
# What is there already stays as it is. Needs openssl.
#
# The folder is closed to others (0700); the files in it can be read by the containers' users.
set -eu
folder=${1:-"$(dirname "$0")/../../.portico/compose"}
host=${POSTGRES_HOST:-postgres}
port=${POSTGRES_PORT:-5432}
umask 022
mkdir -p "$folder"
chmod 0700 "$folder"

put() { # NAME: from standard input, whole or not at all
    cat > "$folder/$1.new"
    chmod 0444 "$folder/$1.new"
    mv -f "$folder/$1.new" "$folder/$1"
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# A key's last 32 bytes in DER are the key itself (RFC 8410).
private_part() { openssl pkey -in "$1" -outform DER | tail -c 32 | base64url; }
public_part() { openssl pkey -in "$1" -pubout -outform DER | tail -c 32 | base64url; }

# The thumbprint of a key names it (RFC 7638, RFC 8037).
thumbprint() { # CURVE X
    printf '{"crv":"%s","kty":"OKP","x":"%s"}' "$1" "$2" | openssl dgst -sha256 -binary | base64url
}

[ -s "$folder/postgres_password" ] || openssl rand -hex 24 | put postgres_password

for service in identity timesheets payments documents notifications; do
    for role in app migrator; do
        name=${service}_database_url
        [ "$role" = app ] || name=${service}_migrator_database_url
        [ ! -s "$folder/$name" ] || continue
        printf 'postgresql://%s_%s:%s@%s:%s/%s\n' \
            "$service" "$role" "$(openssl rand -hex 24)" "$host" "$port" "$service" | put "$name"
    done
done

if [ ! -s "$folder/pass_signing_key.json" ]; then
    pem=$(mktemp)
    openssl genpkey -algorithm ed25519 -out "$pem"
    x=$(public_part "$pem")
    printf '{"kty":"OKP","crv":"Ed25519","x":"%s","d":"%s","kid":"%s"}\n' \
        "$x" "$(private_part "$pem")" "$(thumbprint Ed25519 "$x")" | put pass_signing_key.json
    rm -f "$pem"
fi

for name in stored_secrets_key bank_details_key; do
    [ ! -s "$folder/$name.json" ] || continue
    printf '{"kty":"oct","k":"%s"}\n' "$(openssl rand 32 | base64url)" | put "$name.json"
done

if [ ! -s "$folder/secrets_private_key.json" ]; then
    pem=$(mktemp)
    openssl genpkey -algorithm x25519 -out "$pem"
    x=$(public_part "$pem")
    kid=$(thumbprint X25519 "$x")
    printf '{"kty":"OKP","crv":"X25519","x":"%s","d":"%s","kid":"%s"}\n' \
        "$x" "$(private_part "$pem")" "$kid" | put secrets_private_key.json
    printf '{"kty":"OKP","crv":"X25519","x":"%s","kid":"%s"}\n' "$x" "$kid" \
        | put secrets_public_key.json
    rm -f "$pem"
fi
