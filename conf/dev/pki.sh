#!/bin/sh
# SPDX-License-Identifier: ISC
# A certificate authority for one machine and ECDSA P-256 certificates from it,
# for demos and tests.  What is there already and is valid for a week is kept.
#	pki.sh DIR NAME ...	DIR/ca.pem, DIR/NAME.pem, DIR/NAME.key
# Every certificate is for NAME, localhost and 127.0.0.1.
set -eu
dir=$1
shift
umask 077
mkdir -p "$dir"

fresh() {
	[ -s "$1" ] && openssl x509 -in "$1" -noout -checkend 604800 >/dev/null
}

key() {
	openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null ||
	    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null
}

if ! fresh "$dir/ca.pem"; then
	key "$dir/ca.key"
	openssl req -x509 -new -key "$dir/ca.key" -days 365 -sha256 -subj "/CN=Qingfeng demo CA" \
	    -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
	    -addext keyUsage=critical,keyCertSign,cRLSign -out "$dir/ca.pem"
fi
for name; do
	if fresh "$dir/$name.pem" && [ "$dir/$name.pem" -nt "$dir/ca.pem" ]; then
		continue
	fi
	key "$dir/$name.key"
	openssl req -new -key "$dir/$name.key" -subj "/CN=$name" -out "$dir/$name.csr"
	cat >"$dir/$name.ext" <<-X
		basicConstraints=critical,CA:FALSE
		keyUsage=critical,digitalSignature
		extendedKeyUsage=serverAuth
		subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1
	X
	openssl x509 -req -in "$dir/$name.csr" -CA "$dir/ca.pem" -CAkey "$dir/ca.key" -CAcreateserial \
	    -days 364 -sha256 -extfile "$dir/$name.ext" -out "$dir/$name.pem" 2>/dev/null
	rm -f "$dir/$name.csr" "$dir/$name.ext"
done
chmod 644 "$dir/ca.pem"
