#!/usr/bin/env bash
# Makes two Debian packages out of what `make install PREFIX=/usr` laid below TREE, without root: `brankas`, the program, and
# `brankas-custodian`, what a host that serves vaults needs besides. Their version is the program's, their time that of the
# commit, so that the same commit, built by the same compiler, gives the same packages.
#
#   SOURCE_DATE_EPOCH=… MAINTAINER='Name <address>' deb.sh TREE FOLDER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tree=$(realpath -e "$1")
mkdir -p "$2"
folder=$(realpath -e "$2")
: "${SOURCE_DATE_EPOCH:?the time of the commit, in seconds}" "${MAINTAINER:?who answers for the packages}"
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

program=$folder/brankas
custodian=$folder/brankas-custodian
rm -rf "$program" "$custodian" "$folder"/*.deb
version=$("$tree/usr/bin/brankas" --version)
architecture=$(dpkg --print-architecture)

# --- What lies where ---

cp -a "$tree" "$program"
mkdir -p "$custodian/usr/lib"
mv "$program/etc" "$custodian/etc"
mv "$program/usr/lib/systemd" "$program/usr/lib/sysusers.d" "$program/usr/lib/tmpfiles.d" "$custodian/usr/lib/"
rmdir "$program/usr/lib"
# Debian's zsh looks elsewhere for what packages bring.
mv "$program/usr/share/zsh/site-functions" "$program/usr/share/zsh/vendor-completions"
# It is read in the package as in the repository; what is written for who changes the program stays there.
rm -r "$program/usr/share/doc/brankas/CONTRIBUTING.md" "$program/usr/share/doc/brankas/docs/reviews"
# It is read by a shell, and not run.
sed -i '1{/^#!/d}' "$program/usr/share/bash-completion/completions/brankas"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$program/usr/bin/brankas"
find "$program/usr/share/man" -name '*.1' -exec gzip -9n {} +

# What Debian wants of every package: whose it is, and what changed.
papers() {
    local name=$1 root=$2
    install -D -m 644 "$here/deb/copyright" "$root/usr/share/doc/$name/copyright"
    {
        printf '%s (%s) unstable; urgency=medium\n\n' "$name" "$version"
        printf '  * What changed stands in /usr/share/doc/brankas/CHANGELOG.md.\n\n'
        printf ' -- %s  %s\n' "$MAINTAINER" "$(date -R -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$root/usr/share/doc/$name/changelog.gz"
    if [ -e "$here/deb/$name.lintian-overrides" ]; then
        install -D -m 644 "$here/deb/$name.lintian-overrides" "$root/usr/share/lintian/overrides/$name"
    fi
}
papers brankas "$program"
papers brankas-custodian "$custodian"

# --- What they say of themselves ---

# dpkg-shlibdeps wants to stand in a source package.
mkdir -p "$folder/source/debian"
printf 'Source: brankas\n\nPackage: brankas\nArchitecture: any\n' >"$folder/source/debian/control"
libraries=$(cd "$folder/source" && dpkg-shlibdeps -O "$program/usr/bin/brankas" | sed -n 's/^shlibs:Depends=//p')
[ -n "$libraries" ] || { echo "deb: dpkg-shlibdeps names no library" >&2; exit 1; }
rm -r "$folder/source"

# The head of a package's control file, the other lines on standard input.
control() {
    local name=$1 root=$2
    install -d "$root/DEBIAN"
    {
        printf 'Package: %s\nVersion: %s\nMaintainer: %s\n' "$name" "$version" "$MAINTAINER"
        printf 'Installed-Size: %s\n' "$(du -k -s --apparent-size --exclude=DEBIAN "$root" | cut -f 1)"
        cat
    } >"$root/DEBIAN/control"
    (cd "$root" && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
}

control brankas "$program" <<END
Architecture: $architecture
Depends: $libraries
Recommends: openssh-client
Suggests: brankas-custodian
Section: utils
Priority: optional
Description: vault for the case documents of victims, shared by agencies
 Brankas keeps the case documents of victims of violence and trafficking for
 several agencies. Who the victim is lies apart from the evidence, nothing is
 opened without an entry in a ledger that all agencies can check, and what is
 stored is sealed for people, not for servers.
 .
 This package has the program, with its manual in English and Indonesian. It is
 all that an officer needs.
END

control brankas-custodian "$custodian" <<END
Architecture: all
Depends: brankas (>= $version), openssh-server, systemd (>= 252)
Section: admin
Priority: optional
Description: vault for the case documents of victims, on a host that serves it
 Brankas keeps the case documents of victims of violence and trafficking for
 several agencies.
 .
 This package is for the host where a vault's custodian runs: the units of
 systemd for a service a vault, the account that has the vaults, the account by
 which sshd lets officers come, and their folders. Removing it, or purging it,
 removes no vault and no seed.
END
printf '/etc/ssh/sshd_config.d/brankas-gate.conf\n' >"$custodian/DEBIAN/conffiles"
for script in postinst prerm postrm; do
    install -m 755 "$here/deb/custodian.$script" "$custodian/DEBIAN/$script"
done

# --- The packages ---

chmod -R u=rwX,go=rX "$program" "$custodian"
for root in "$program" "$custodian"; do
    # dpkg-deb takes later times back to that of the commit; earlier ones, of a clone's files, are made equal here.
    find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$root" "$folder" >/dev/null
done
rm -rf "$program" "$custodian"
ls "$folder"/*.deb
