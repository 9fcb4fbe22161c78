#!/bin/sh
# Fetches the three faces of the look from their npm packages: what the pages need into static/fonts, what papers need
# into papers/fonts (a PDF is set from whole TrueType files; pages take the smaller woff2).
# Run by `make assets`; its results are committed, so nobody else needs npm. Each licence lies beside its files.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
fonts="$here/src/reticent/doors/web/static/fonts"
papers="$here/src/reticent/papers/fonts"
command -v npm >/dev/null || { echo "make assets needs npm. On Debian: apt-get install npm"; exit 3; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$fonts" "$papers"

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

# package, version, version of the licence's copy, faces
take_for_papers() {
    package=$1 version=$2 licensed=$3
    shift 3
    (cd "$work" && npm pack --silent "@expo-google-fonts/$package@$version" >/dev/null && tar -xzf "expo-google-fonts-$package-$version.tgz")
    for face in "$@"; do
        find "$work/package" -name "*_$face.ttf" -exec cp {} "$papers/" \;
    done
    rm -rf "$work/package"
    (cd "$work" && npm pack --silent "@expo-google-fonts/$package@$licensed" >/dev/null && tar -xzf "expo-google-fonts-$package-$licensed.tgz")
    cp "$work/package/LICENSE_FONT" "$papers/$package.LICENSE.txt"
    rm -rf "$work/package"
    echo "papers: $package $version: $*"
}

rm -f "$papers"/*.ttf
# Later packages of Merriweather hold files seven times as large; this one holds no copy of the licence.
take_for_papers merriweather 0.2.3 0.4.2 400Regular 400Regular_Italic 700Bold
take_for_papers public-sans 0.4.2 0.4.2 400Regular 400Regular_Italic 700Bold
take_for_papers courier-prime 0.4.1 0.4.1 400Regular 700Bold
# For names in these scripts.
take_for_papers noto-sans-hebrew 0.4.1 0.4.1 400Regular
take_for_papers noto-sans-arabic 0.4.3 0.4.3 400Regular
