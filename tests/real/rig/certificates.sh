# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# An authority of our own, and the certificates it signs.

# Makes NAME.key and NAME.csr for our host names.
certificates_request()
{
	openssl req -new -newkey rsa:2048 -nodes -sha256 -subj "/CN=$HOST" \
		-addext "subjectAltName=DNS:$HOST,DNS:$AUTODISCOVER_HOST,DNS:localhost" \
		-keyout "$1.key" -out "$1.csr"
}

# Signs NAME.csr; valid from $2 to $3 (YYYYMMDDHHMMSSZ).
certificates_sign()
{
	openssl ca -batch -notext -config authority.conf -startdate "$2" -enddate "$3" \
		-in "$1.csr" -out "$1.pem"
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
		certificates_request server &&
		certificates_sign server "$(certificates_date yesterday)" "$(certificates_date "20 days")" &&
		certificates_request expired &&
		certificates_sign expired "$(certificates_date "40 days ago")" "$(certificates_date yesterday)" &&
		chmod 600 ./*.key
}

certificates_date()
{
	date -u -d "$1" +%Y%m%d%H%M%SZ
}
