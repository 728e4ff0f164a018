#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests what exchange_decode accepts, prints and exits with.
set -u
decode=${BUILD_DIR:-.}/plugins/exchange_decode
directory=$(mktemp -d) || exit 1
trap 'rm -rf "$directory"' EXIT
number=0

# row NAME EXIT_CODE PATTERN INPUT ARGUMENT...: the answer without blanks, line ends, brackets and
# backslashes matches the pattern of `case`; standard error stays empty. INPUT goes through printf.
row() {
	name=$1 code=$2 pattern=$3 input=$4
	shift 4
	number=$((number + 1))
	# shellcheck disable=SC2059
	printf "$input" | "$decode" "$@" >"$directory/out" 2>"$directory/err"
	got=$?
	# shellcheck disable=SC1003 # a backslash
	answer=$(tr -d ' \n[]\\' <"$directory/out")
	why=
	test "$got" = "$code" || why="exit $got, expected $code"
	# shellcheck disable=SC2254
	case $answer in $pattern) ;; *) why="$why answer $answer, expected $pattern" ;; esac
	test ! -s "$directory/err" || why="$why standard error: $(cat "$directory/err")"
	if test -z "$why"; then echo "ok $number - $name"; else
		echo "not ok $number - $name"
		echo "# $why"
	fi
}

NTLM='{"kind":"challenge","fields":1,"challenges":{"scheme":"NTLM","field":1}}'
NONE='{"kind":"challenge","fields":1,"challenges":}'
row 'one line' 0 "$NTLM" 'NTLM\n' challenge
row 'without a line end' 0 "$NTLM" 'NTLM' challenge
row 'carriage return' 0 "$NTLM" 'NTLM\r\n' challenge
row 'field name' 0 "$NTLM" 'WWW-Authenticate: NTLM\r\n' challenge
row 'field name in any case, no blank' 0 "$NTLM" 'www-authenticate:NTLM\n' challenge
row 'field name alone' 0 "$NONE" 'WWW-Authenticate:\n' challenge
row 'empty line is an empty field' 0 "$NONE" '\n' challenge
row 'no line' 0 '{"kind":"challenge","fields":0,"challenges":}' '' challenge
row 'two lines' 0 '*"fields":2,*"scheme":"NTLM","field":1*"scheme":"Negotiate","field":2*' 'NTLM\nNegotiate\n' challenge
row 'NUL in a line' 1 '*"scheme":"NTLM","field":2*"error":"field1:*' 'a"\000b\nNTLM\n' challenge
row 'bytes that are no UTF-8' 0 '*"realm":"M'"$(printf '\357\277\275')"'"*' 'Basic realm="M\374"\n' challenge
row 'malformed, what was salvaged beside it' 1 '*"scheme":"NTLM"*"error":"field1:expectedaschemename*' '=, NTLM\n' challenge
row 'standard input by name' 0 "$NTLM" 'NTLM\n' challenge -
row 'listing' 0 '{"kind":"iis-config","source":"appcmd","sections":{"location":"","enabled":true*"providers":"NTLM"*' \
	'<windowsAuthentication enabled="true"><providers><add value="NTLM"/></providers></windowsAuthentication>' iis-config
row 'no listing' 1 '{"kind":"iis-config","error":"expectedtheXMLof*got*hello*"}' 'hello' iis-config
row 'no input' 1 '{"kind":"iis-config","error":"expectedtheXMLof*gotnothing"}' '' iis-config
POX='<Autodiscover><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>'
END='</Account></Response></Autodiscover>'
row 'Autodiscover in XML' 0 '{"kind":"autodiscover","schema":"outlook","action":"settings","protocols":{"Type":"EXPR","EwsUrl":"https://a/"}}' \
	"$POX<Action>settings</Action><Protocol><Type>EXPR</Type><EwsUrl>https://a/</EwsUrl></Protocol>$END" autodiscover
row 'Autodiscover leads elsewhere' 0 '{*"action":"redirectAddr","redirect":"a@b.example","protocols":}' \
	"$POX<Action>redirectAddr</Action><RedirectAddr>a@b.example</RedirectAddr>$END" autodiscover
row 'Autodiscover says no' 0 '{*"schema":"outlook","error":{"code":"500","message":"no"},*}' \
	"<Autodiscover><Response><Error><ErrorCode>500</ErrorCode><Message>no</Message></Error></Response></Autodiscover>" autodiscover
row 'Autodiscover cut: what is complete is shown' 1 '{*"error":"expectedwell-formedXML,*,"protocols":{"Type":"EXPR"}}' \
	"$POX<Protocol><Type>EXPR</Type><EwsUrl>https" autodiscover
row 'Autodiscover in SOAP' 0 '{"kind":"autodiscover","schema":"soap","action":"settings","settings":{"CasVersion":"15"}}' \
	'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><UserSetting><Name>CasVersion</Name><Value>15</Value></UserSetting></e:Body></e:Envelope>' autodiscover
row 'Autodiscover in JSON' 0 '{"kind":"autodiscover","schema":"json","action":"settings","settings":{"Protocol":"Ews","Url":"https://a/"}}' \
	'{"Protocol":"Ews","Url":"https://a/"}' autodiscover
row 'a page for Autodiscover' 1 '{"kind":"autodiscover","schema":"unknown","error":"expectedanAutodiscoverdocument,gotanHTMLpage"}' \
	'<!DOCTYPE html><html>' autodiscover
row 'a document type for Autodiscover' 1 '{*"error":"expectedplainXML,gotadocumenttype(a)"}' '<!DOCTYPE a SYSTEM "/etc/passwd"><a/>' autodiscover
row 'nothing for Autodiscover' 1 '{*"error":"expectedanAutodiscoverdocument,gotanemptybody"}' '' autodiscover
row 'UTF-16 that is none: nobody hears of it but the reader' 1 '{*"error":*}' '\377\376<\000a\000>\000\000\330\000\330' autodiscover
T1=TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAGNFAAAADw==
NEGOTIATE='{"kind":"ntlm","message":"negotiate","flags":"0xa2088207","windows_version":"10.0.17763","length":40}'
row 'NTLM in base64' 0 "$NEGOTIATE" "$T1\n" ntlm
row 'NTLM in base64 without a line end' 0 "$NEGOTIATE" "$T1" ntlm
row 'NTLM with its scheme' 0 "$NEGOTIATE" "NTLM $T1\r\n" ntlm
row 'NTLM under the other scheme, in any case' 0 "$NEGOTIATE" "negotiate $T1" ntlm
row 'NTLM with a field name' 0 "$NEGOTIATE" " \tAuthorization: NTLM $T1 \r\n\r\n" ntlm
row 'NTLM with the other field name' 0 "$NEGOTIATE" "www-authenticate:NTLM $T1" ntlm
row 'NTLM over several lines' 0 "$NEGOTIATE" 'NTLM\nTlRMTVNTUAABAAAAB4IIogAAAAAA\n  AAAAAAAAAAAAAAAKAGNFAAAADw==' ntlm
row 'NTLM as bytes' 0 '{"kind":"ntlm","message":"negotiate","flags":"0x00000001","length":16}' 'NTLMSSP\000\001\000\000\000\001\000\000\000' ntlm
row 'malformed NTLM' 1 '{"kind":"ntlm","message":"unknown",*"error":"expectedmessagetype1,2or3,got9"}' 'TlRMTVNTUAAJAAAA' ntlm
row 'base64 of something else' 1 '*"error":"expectedthesignatureNTLMSSPatthebeginning,gotsomethingelse"}' 'AAAA' ntlm
row 'no token' 1 '{"kind":"ntlm","error":"expectedatokeninbase64,*,got0"}' ' \n' ntlm
row 'a field without a token' 1 '{"kind":"ntlm","error":"expectedatokeninbase64,*,got0"}' 'WWW-Authenticate: NTLM\r\n' ntlm
row 'no base64' 1 '{"kind":"ntlm","error":"expectedatokeninbase64,got'"'-'"'after4lettersofit"}' 'TlRM-' ntlm
row 'a NUL in base64' 1 '*"error":"expectedatokeninbase64,gotbyte0x00after4lettersofit"}' 'TlRM\000' ntlm
row 'letters after the pads' 1 '*"error":"expectedatokeninbase64,got'"'A'"'after4lettersofit"}' 'TlR=A' ntlm
row 'base64 cut off' 1 '*"error":"expectedatokeninbase64,itslettersamultipleof4,got5"}' 'TlRMT' ntlm
row 'SPNEGO in base64' 0 '{"kind":"spnego","token":"NegTokenResp","state":"reject"}' 'Negotiate oQcwBaADCgEC\n' spnego
row 'SPNEGO as bytes' 0 '{"kind":"spnego","token":"NegTokenResp","state":"reject"}' '\241\007\060\005\240\003\012\001\002' spnego
row 'NTLM under Negotiate' 0 '{"kind":"spnego","token":"raw-ntlm","inner":{"message":"negotiate",*' "WWW-Authenticate: Negotiate $T1" spnego
row 'malformed SPNEGO' 1 '{"kind":"spnego","token":"NegTokenResp","error":"NegTokenResp:*"}' 'oQcwBaA=' spnego
row 'malformed NTLM in SPNEGO' 1 '{"kind":"spnego","token":"raw-ntlm",*"error":"expectedmessagetype1,2or3,got9"}' 'TlRMTVNTUAAJAAAA' spnego
row 'answer of EWS' 0 '{"kind":"ews","operation":"X","responses":{"class":"Error","code":"ErrorX"}}' \
	'<Envelope><Body><XResponse ResponseClass="Error"><ResponseCode>ErrorX</ResponseCode></XResponse></Body></Envelope>' ews
row 'no answer of EWS' 1 '{"kind":"ews","responses":,"error":"expectedaSOAPenvelope,got<html>"}' '<html/>' ews
row 'manifest' 0 '{"kind":"oab-manifest","lists":{"name":"G"},"files":{"element":"Full","name":"a.lzx","name_is_plain":true,"sequence":2,"list":0}}' \
	'<OAB><OAL name="G"><Full seq="2">\na.lzx\n</Full></OAL></OAB>' oab-manifest
row 'no manifest' 1 '{"kind":"oab-manifest","lists":,"files":,"error":"expectedXML,gotnothing"}' '' oab-manifest
HEAD='\003\000\000\000\001\000\000\000\000\001\000\000\004\000\000\000'
BLOCK='\000\000\000\000\004\000\000\000\004\000\000\000'
row 'file of an address book' 0 '{"kind":"oab-file","container":"full","size":36,"sha1":*,"uncompressed_size":4,"block_max":256,"blocks":1,"stored_blocks":1,"checked_blocks":1,"uncompressed_sha256":"88d4266fd4e6338d*","oab_version":*}' \
	"$HEAD$BLOCK"'\356\062\175\022abcd' oab-file
row 'file of an address book, damaged' 1 '{"kind":"oab-file","container":"full","size":36,*"blocks":0,*"error":"block1atbyte16:expectedtheCRC*"}' "$HEAD$BLOCK"'\356\062\175\022abce' oab-file
row 'file of an address book, cut' 1 '{"kind":"oab-file","container":"full","size":33,*"error":"block1atbyte16:expected4bytes,gottheendofthefileafter1ofthem"}' "$HEAD$BLOCK"'\356\062\175\022a' oab-file
row 'no file of an address book' 1 '{"kind":"oab-file","size":14,"sha1":"*","error":"expectedtheversions3and1*got*(!DOCTYP*' '<!DOCTYPE html' oab-file
row 'empty file' 1 '{"kind":"oab-file","size":0,"sha1":"da39a3ee5e6b4b0d3255bfef95601890afd80709","error":"expected16bytesofheader,gottheendofthefileafter0ofthem"}' '' oab-file
row 'no argument' 3 '{"error":"expectedKINDandatmostoneFILE,see--help"}' ''
row 'too many arguments' 3 '{"error":"expectedKINDandatmostoneFILE,see--help"}' '' challenge a b
row 'unknown kind' 3 '{"error":"unknownKIND"spell":expectedchallengeorntlmorspnegoorautodiscoverorewsoroab-manifestoroab-fileoriis-config"}' '' spell
row 'kind in part' 3 '{"error":"unknownKIND"chall":*' '' chall
row 'unknown option' 3 '{"error":"unknownKIND"--frob":*' '' --frob
row 'unreadable file' 3 '{"error":"/nonexistent/x:Nosuchfile*"}' '' challenge /nonexistent/x
row 'a directory' 3 '{"error":"/:Isadirectory"}' '' challenge /
row 'a directory, read in pieces' 3 '{"error":"/:Isadirectory"}' '' oab-file /
row 'help' 0 'Usage:exchange_decodeKIND*challenge*ntlm*spnego*ews*oab-manifest*oab-file*iis-config*Exitcodes:*0decoded*' '' --help
row 'help by letter' 0 'Usage:exchange_decodeKIND*' '' -h
row 'version' 0 'exchange_decode(exchange-auth-plugins)[0-9]*' '' --version
row 'version by letter' 0 'exchange_decode(exchange-auth-plugins)[0-9]*' '' -V

printf 'Negotiate\n' >"$directory/file"
row 'file' 0 '*"scheme":"Negotiate"*' 'NTLM\n' challenge "$directory/file"
truncate -s 67108864 "$directory/most"
row 'as large as the limit' 1 '{"kind":"challenge"*"error":"field1:*' '' challenge "$directory/most"
truncate -s 67108865 "$directory/more"
row 'larger than the limit' 3 '{"error":"*/more:largerthan67108864bytes"}' '' challenge "$directory/more"
row 'in pieces there is no limit' 1 '{"kind":"oab-file","size":67108865,*"error":"expectedtheversions*"}' '' oab-file "$directory/more"
yes '' | head -n 65537 >"$directory/lines"
row 'too many lines' 1 '{"kind":"challenge","error":"expectedatmost65536lines"}' '' challenge "$directory/lines"
number=$((number + 1))
if "$decode" challenge "$directory/file" >/dev/full; then echo "not ok $number - full disk"; else echo "ok $number - full disk"; fi
echo "1..$number"
