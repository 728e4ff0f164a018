# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# An authority of our own, and the certificates it signs.

# Makes NAME.key and NAME.csr for our host names.
certificates_request()
{
	openssl req -new -newkey rsa:2048 -nodes -sha256 -subj "/CN=$HOST" \
		-addext "subjectAltName=DNS:$HOST,DNS:$AUTODISCOVER_HOST,DNS:$STALE_HOST,DNS:$UNKNOWN_HOST,DNS:localhost" \
		-keyout "$1.key" -out "$1.csr"
}

# certificates_sign NAME FROM TO [OPTION]...: signs NAME.csr.
certificates_sign()
{
	local name=$1 from=$2 to=$3

	shift 3
	openssl ca -batch -notext -config authority.conf -startdate "$(certificates_date "$from")" \
		-enddate "$(certificates_date "$to")" -in "$name.csr" -out "$name.pem" "$@"
}

# certificates_variant NAME [OPTION]...: another good certificate, with a key of its own.
certificates_variant()
{
	local name=$1

	shift
	certificates_request "$name" && certificates_sign "$name" yesterday '20 days' "$@"
}

certificates_authority()
{
	local name=$1 subject=$2

	openssl req -x509 -newkey rsa:2048 -nodes -sha256 -days 30 -subj "/CN=$subject" \
		-addext "keyUsage=critical,keyCertSign,cRLSign" -keyout "$name.key" -out "$name.pem"
}

certificates_make()
{
	mkdir -p "$STATE/tls" && cd "$STATE/tls" || return
	cat >authority.conf <<-END
		[ca]
		default_ca = authority
		[authority]
		private_key = authority.key
		certificate = authority.pem
		database = index
		rand_serial = yes
		new_certs_dir = .
		default_md = sha256
		policy = any
		unique_subject = no
		copy_extensions = copy
		x509_extensions = server
		[any]
		commonName = supplied
		[server]
		basicConstraints = CA:FALSE
		extendedKeyUsage = serverAuth
	END
	: >index
	certificates_authority authority "Real server tests" &&
		certificates_authority stranger "Somebody else" &&
		certificates_request expired &&
		certificates_sign expired '40 days ago' yesterday &&
		certificates_variant server &&
		certificates_variant inside &&
		certificates_variant sha384 -md sha384 &&
		certificates_variant sha512 -md sha512 &&
		certificates_variant pss -md sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 &&
		chmod 600 ./*.key
}

# The form that openssl reads: YYYYMMDDHHMMSSZ.
certificates_date()
{
	date -u -d "$1" +%Y%m%d%H%M%SZ
}
