#!/usr/bin/env bash
# build_msi.sh VERSION FOLDER FILE_VERSION OUT.msi: the installer of the programs in FOLDER, as product VERSION. FILE_VERSION is
# what their resources say. wixl builds it; what wixl cannot say is put into its tables here, and read back.
set -euo pipefail
export LC_ALL=C

die() {
  printf 'build_msi.sh: %s\n' "$*" >&2
  exit 1
}

(($# == 4)) || die "needs VERSION FOLDER FILE_VERSION OUT.msi"
version="$1" programs="$2" file_version="$3" out="$4"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
strip=x86_64-w64-mingw32-strip

# Windows Installer's limits: 255.255.65535, and no fourth number that it would look at.
[[ $version =~ ^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,5})$ ]] || die "the version '$version' is not like 1.2.3"
((10#${BASH_REMATCH[1]} < 256 && 10#${BASH_REMATCH[2]} < 256 && 10#${BASH_REMATCH[3]} < 65536)) ||
  die "the version '$version' is beyond 255.255.65535, which is all that Windows Installer compares"
for tool in wixl msibuild msiinfo "$strip"; do
  type -P "$tool" >/dev/null || die "no $tool: install the Debian packages wixl, msitools and binutils-mingw-w64-x86-64"
done

stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/prometheus/targets" "$stage/tables"
for program in deepalive.exe deepalive_cluster.dll deepalive_ask.exe; do
  [[ -s $programs/$program ]] || die "there is no $programs/$program: build it first"
  "$strip" -o "$stage/$program" "$programs/$program"
done
# Text for Windows ends its lines as Notepad of Server 2016 wants them.
for text in config/deepalive.sample.yaml config/web.sample.yml installer/README.txt; do
  sed 's/$/\r/' "$root/$text" >"$stage/$(basename "$text")"
done
for text in deepalive.rules.yml prometheus.yml alertmanager.yml deepalive.dashboard.json targets/shop.yml; do
  cp "$root/config/prometheus/$text" "$stage/prometheus/$text"
done
cp "$here/deepalive.wxs" "$stage/"

# wixl takes no absolute paths, and without fatal warnings it drops what it does not know.
msi="$stage/deepalive.msi"
(cd "$stage" && G_DEBUG=fatal-warnings wixl -a x64 -D "Version=$version" -o "$msi" deepalive.wxs) ||
  die "wixl refused deepalive.wxs; its message stands above"

query() { msibuild "$msi" -q "$1" || die "msibuild refused: $1"; }
table() { msiinfo export "$msi" "$1" | tr -d '\r'; }

# import NAME COLUMNS TYPES KEYS ROW…: a table that wixl does not know. Fields are separated by tabs.
import() {
  local name="$1" file="$stage/tables/$1.idt"
  printf '%s\r\n%s\r\n%s\t%s\r\n' "$2" "$3" "$name" "$4" >"$file"
  shift 4
  printf '%s\r\n' "$@" >>"$file"
  msibuild "$msi" -i "$file" || die "msibuild refused the table $name"
}

# expect TABLE ROW: this row, fields separated by tabs, stands in the table.
expect() {
  table "$1" | grep -qxF -- "$(printf '%b' "$2")" ||
    die "the table $1 should have the row '$2'. It has:
$(table "$1")"
}

# 18: a program that was installed. 1024 deferred, 2048 as the system, 256 only in a rollback (dropped by wixl), 64 whose exit
# code counts for nothing. 51: sets a property; wixl adds 2048, which has no meaning there.
for action in UndoRemoveService UndoInstallService; do
  query "UPDATE \`CustomAction\` SET \`Type\`=3410 WHERE \`Action\`='$action'"
done
query "UPDATE \`CustomAction\` SET \`Type\`=51 WHERE \`Type\`=2099"

# Properties that reach the part of Windows Installer that runs as the system. (An administrator's alone do so in any case.)
secure="LISTEN_ADDR;LISTEN_PORT;CONFIG_FILE;ADD_FIREWALL_RULE;REMOTE_ADDR;ADD_TO_PATH;START_SERVICE;REMOVE_DATA;INSTALLFOLDER"
secure+=";WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED"
query "UPDATE \`Property\` SET \`Value\`='$secure' WHERE \`Property\`='SecureCustomProperties'"

# Another build of the same version replaces it (512: the greatest version counts in) and does not stand beside it.
query "DELETE FROM \`Upgrade\` WHERE \`ActionProperty\`='WIX_UPGRADE_DETECTED'"
query "INSERT INTO \`Upgrade\` (\`UpgradeCode\`,\`VersionMax\`,\`Attributes\`,\`ActionProperty\`) \
VALUES ('{6C1E5B0E-3A0C-4D0E-9B67-0C7C2F9D4A11}','$version',513,'WIX_UPGRADE_DETECTED')"

# The one program with a version of its own.
query "UPDATE \`File\` SET \`Version\`='$file_version.0' WHERE \`File\`='fCluster'"
query "UPDATE \`File\` SET \`Language\`='1033' WHERE \`File\`='fCluster'"
query "DELETE FROM \`MsiFileHash\` WHERE \`File_\`='fCluster'"

# The machine's PATH, at its end; taken away at removal.
query "UPDATE \`Component\` SET \`Condition\`='ADD_TO_PATH = \"1\"' WHERE \`Component\`='cPath'"
import Environment $'Environment\tName\tValue\tComponent_' $'s72\tl255\tL255\ts72' Environment \
  $'inPath\t=-*PATH\t[~];[INSTALLFOLDER]\tcPath'
query "INSERT INTO \`InstallExecuteSequence\` (\`Action\`,\`Sequence\`) VALUES ('RemoveEnvironmentStrings',3300)"
query "INSERT INTO \`InstallExecuteSequence\` (\`Action\`,\`Sequence\`) VALUES ('WriteEnvironmentStrings',5200)"

# What the actions wrote goes with the product (2: at removal).
query "INSERT INTO \`RemoveFile\` (\`FileKey\`,\`Component_\`,\`FileName\`,\`DirProperty\`,\`InstallMode\`) \
VALUES ('installLog','cAgent','install.log','INSTALLFOLDER',2)"

expect CustomAction 'StopAgent\t3154\tfAgent\tservice stop --log "[INSTALLFOLDER]install.log"\t'
expect CustomAction 'UndoInstallService\t3410\tfAgent\tservice uninstall --take-back-first-config --log "[INSTALLFOLDER]install.log"\t'
expect CustomAction 'RemoveService\t3090\tfAgent\tservice uninstall [PURGE_OPTION] --log "[INSTALLFOLDER]install.log"\t'
expect CustomAction 'DefaultAddToPath\t51\tADD_TO_PATH\t1\t'
expect Property "SecureCustomProperties\t$secure"
expect Property "ProductVersion\t$version"
expect Property 'ALLUSERS\t1'
expect Property 'MSIRESTARTMANAGERCONTROL\tDisable'
expect Property 'UpgradeCode\t{6C1E5B0E-3A0C-4D0E-9B67-0C7C2F9D4A11}'
expect Upgrade "{6C1E5B0E-3A0C-4D0E-9B67-0C7C2F9D4A11}\t\t$version\t\t513\t\tWIX_UPGRADE_DETECTED"
expect Upgrade "{6C1E5B0E-3A0C-4D0E-9B67-0C7C2F9D4A11}\t$version\t\t\t2\t\tWIX_DOWNGRADE_DETECTED"
expect Component 'cPath\t{0B9C3A55-6C8E-4D8F-9B0E-6E5F0F1B7A06}\tINSTALLFOLDER\t260\tADD_TO_PATH = "1"\trInPath'
expect Environment 'inPath\t=-*PATH\t[~];[INSTALLFOLDER]\tcPath'
expect RemoveFile 'installLog\tcAgent\tinstall.log\tINSTALLFOLDER\t2'
expect ServiceControl 'stopAgent\tDeepAlive\t34\t\t1\tcAgent'

# The order is what makes an installation safe.
order=(AppSearch KeepInstallFolder KeepConfigFile DefaultConfigFile LaunchConditions CostFinalize InstallInitialize
  RemoveExistingProducts StopServices StopAgent UndoRemoveService RemoveService RemoveEnvironmentStrings RemoveFiles InstallFiles
  WriteRegistryValues WriteEnvironmentStrings UndoInstallService InstallService InstallFinalize)
before=0
for action in "${order[@]}"; do
  sequence="$(table InstallExecuteSequence | awk -F '\t' -v action="$action" '$1 == action { print $3 }')"
  if [[ -z $sequence ]] || ((sequence <= before)); then
    die "$action should come in InstallExecuteSequence after number $before; it has '${sequence:-none}'"
  fi
  before="$sequence"
done

mkdir -p "$(dirname "$out")"
mv "$msi" "$out"
printf '%s\n' "$out"
