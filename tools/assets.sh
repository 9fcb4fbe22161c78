#!/bin/sh
# Fetches the three faces of the look from their npm packages and puts what the pages need into static/fonts.
# Run by `make assets`; its results are committed, so nobody else needs npm. Each licence lies beside its files.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
fonts="$here/src/reticent/doors/web/static/fonts"
command -v npm >/dev/null || { echo "make assets needs npm. On Debian: apt-get install npm"; exit 3; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$fonts"

# package, version, weights
take() {
    package=$1 version=$2
    shift 2
    (cd "$work" && npm pack --silent "@fontsource/$package@$version" >/dev/null && tar -xzf "fontsource-$package-$version.tgz")
    cp "$work/package/LICENSE" "$fonts/$package.LICENSE.txt"
    for weight in "$@"; do
        for subset in latin latin-ext; do
            cp "$work/package/files/$package-$subset-$weight-normal.woff2" "$fonts/"
        done
    done
    rm -rf "$work/package"
    echo "$package $version: $*"
}

rm -f "$fonts"/*.woff2
take merriweather 5.3.0 400 700
take public-sans 5.3.0 400 600
take courier-prime 5.3.0 400 700
