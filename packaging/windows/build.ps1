# This file is the place where the packages for Windows are made on a real Windows 10 or 11, as build.sh makes them on
# Debian:
#
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1 [-Python PATH] [-CertThumbprint HEX] [-TimeServer URL]
#
# Needed before: CPython for Windows from its maker, 64 bits, 3.11 or newer (the newest one that requirements.lock has
# wheels for); NSIS 3.08 or newer; WiX 3.14 for the MSI; for signing signtool of the Windows SDK and a certificate in the
# store of this user or on its token. The result lies in dist\windows.
param(
    [string]$Python = "python",
    [string]$CertThumbprint = "",
    [string]$TimeServer = "",
    [string]$Nsis = "${env:ProgramFiles(x86)}\NSIS\makensis.exe",
    [string]$Wix = "${env:ProgramFiles(x86)}\WiX Toolset v3.14\bin"
)
$ErrorActionPreference = "Stop"
$Here = $PSScriptRoot
$Root = (Resolve-Path "$Here\..\..").Path
Set-Location $Root
$env:PYTHONUTF8 = "1"

function Invoke-Checked([string]$Program, [string[]]$Words) {
    & $Program @Words
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

function Invoke-Com($Object, [string]$Method, [object[]]$Words = @()) {  # Windows Installer tells PowerShell no methods
    $Object.GetType().InvokeMember($Method, "InvokeMethod", $null, $Object, $Words)
}

function Set-Signature([string[]]$Files) {
    if (-not $CertThumbprint) {
        foreach ($file in $Files) { Write-Warning "UNSIGNED $(Split-Path $file -Leaf): no certificate was given (-CertThumbprint)" }
        return
    }
    $words = @("sign", "/sha1", $CertThumbprint, "/fd", "sha256", "/d", "kacdesk")
    if ($TimeServer) { $words += @("/tr", $TimeServer, "/td", "sha256") } else { Write-Warning "no time stamp: -TimeServer is not given" }
    Invoke-Checked "signtool.exe" ($words + $Files)
}

Write-Host "1 the libraries of the lock"
if (-not (Test-Path .venv)) { Invoke-Checked $Python @("-m", "venv", ".venv") }
$Own = ".venv\Scripts\python.exe"
$Signer = (Get-AuthenticodeSignature (& $Own -c "import sys; print(sys._base_executable)")).SignerCertificate.Subject
if ($Signer -notmatch "O=Python Software Foundation") { throw "this Python is not signed by the Python Software Foundation: $Signer" }
Invoke-Checked $Own @("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes", "-r", "requirements.lock")

Write-Host "2 freezing"
Invoke-Checked $Own @("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build_installer.spec")
$Frozen = "$Root\dist\kacdesk"
$Version = (Get-Content "$Frozen\VERSION" -First 1).Trim()
$Four = (($Version -replace "[^0-9.]", "") + ".0.0.0").Split(".")[0..3] -join "."
Invoke-Checked "$Frozen\kacdesk.exe" @("--self-check")
Copy-Item "$Here\..\update\kacdesk-update.xml" $Frozen
Set-Signature @("$Frozen\kacdesk.exe", "$Frozen\kacdesk-central.exe")

Write-Host "3 setup program"
$Out = "$Root\dist\windows"
New-Item -ItemType Directory -Force $Out | Out-Null
$Setup = "$Out\kacdesk-$Version-setup.exe"
$Msi = "$Out\kacdesk-$Version.msi"
$Sign = if ($CertThumbprint) { "/DSIGN=signtool.exe sign /sha1 $CertThumbprint /fd sha256" } else { "/DSIGN=cmd /c echo UNSIGNED" }
Invoke-Checked $Nsis @("/V2", "/INPUTCHARSET", "UTF8", "/DVERSION=$Version", "/DFOUR=$Four", "/DPAYLOAD=$Frozen", "/DOUT=$Setup", "/DROOT=$Root", "/DKEEP=cmd /c copy /y", $Sign, "$Here\setup.nsi")

Write-Host "4 MSI"
$Work = "$Root\build\windows\msi"
New-Item -ItemType Directory -Force $Work | Out-Null
Invoke-Checked "$Wix\heat.exe" @("dir", $Frozen, "-nologo", "-cg", "program", "-dr", "INSTALLDIR", "-srd", "-sreg", "-gg", "-var", "var.Payload", "-out", "$Work\files.wxs")
Invoke-Checked $Own @("$Here\msi.py", "--fragment", "$Work\settings.wxs")
$Names = @("-dPayload=$Frozen", "-dVersion=$Version", "-dIcon=$Root\resources\icons\kacdesk.ico")
Invoke-Checked "$Wix\candle.exe" (@("-nologo", "-arch", "x64") + $Names + @("-out", "$Work\", "$Here\kacdesk.wxs", "$Work\files.wxs", "$Work\settings.wxs"))
Invoke-Checked "$Wix\light.exe" @("-nologo", "-sval", "-out", $Msi, "$Work\kacdesk.wixobj", "$Work\files.wixobj", "$Work\settings.wixobj")
Invoke-Checked $Own @("$Here\msi.py", "--codepage", "$Work\codepage.idt")
$Installer = New-Object -ComObject WindowsInstaller.Installer
$Tables = Invoke-Com $Installer "OpenDatabase" @($Msi, 1)
Invoke-Com $Tables "Import" @($Work, "codepage.idt") | Out-Null
[Console]::OutputEncoding = [Text.Encoding]::UTF8
foreach ($statement in & $Own "$Here\msi.py" --statements $Version) {
    $view = Invoke-Com $Tables "OpenView" @($statement)
    Invoke-Com $view "Execute" @($null) | Out-Null
    Invoke-Com $view "Close" | Out-Null
}
Invoke-Com $Tables "Commit" | Out-Null
[void][Runtime.InteropServices.Marshal]::FinalReleaseComObject($Tables)
Set-Signature @($Setup, $Msi)

Write-Host "5 lists of hashes"
& $Own "$Here\hash_list.py" $Frozen "$Root\dist\uninstall.exe" | Set-Content -Encoding utf8 "$Out\kacdesk-$Version-hashes.csv"
Compress-Archive -Force -Path "$Here\policy\*" -DestinationPath "$Out\kacdesk-$Version-policy.zip"
Get-ChildItem "$Out\kacdesk-$Version*" -Exclude "*SHA256SUMS" | ForEach-Object {
    "{0}  {1}" -f (Get-FileHash $_ -Algorithm SHA256).Hash.ToLower(), $_.Name
} | Set-Content -Encoding ascii "$Out\kacdesk-$Version-SHA256SUMS"
Get-ChildItem "$Out\kacdesk-$Version*"
