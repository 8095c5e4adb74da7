//! Makes `target/site/pkg` from the wasm of `frontend` and of `frontend/charts`, the style, the scripts and the public files: what
//! `cargo leptos` does, with the library of `wasm-bindgen` and npm's wasm-opt.
//!
//! Usage: `bundler [--debug]`, from the root of the project, after the wasm was built.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Deserialize;
use wasm_bindgen_cli_support::Bindgen;

type Done = Result<(), Box<dyn Error>>;

/// Programs of the browser: file of cargo, name when served. The charts are loaded after the page, where there are any.
const PROGRAMS: [(&str, &str); 2] =
    [("frontend", "cyberimpact"), ("cyberimpact_charts", "cyberimpact_charts")];

/// Folders whose files are sent as they are written.
const AS_THEY_ARE: [&str; 3] = ["frontend/scripts/page", "frontend/scripts/worker", "public"];

/// Parts of the State's design system that the pages use, in the order of its cascade.
const DSFR: [&str; 14] = [
    "core/core.main.min.css",
    "scheme/scheme.min.css",
    "component/link/link.main.min.css",
    "component/button/button.main.min.css",
    "component/form/form.main.min.css",
    "component/input/input.main.min.css",
    "component/search/search.main.min.css",
    "component/select/select.main.min.css",
    "component/skiplink/skiplink.main.min.css",
    "component/breadcrumb/breadcrumb.main.min.css",
    "component/logo/logo.main.min.css",
    "component/header/header.main.min.css",
    "component/navigation/navigation.main.min.css",
    "component/footer/footer.main.min.css",
];

fn main() -> Done {
    let debug = std::env::args().any(|a| a == "--debug");
    let out = Path::new("target/site/pkg");
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    fs::create_dir_all(out)?;
    for (file, name) in PROGRAMS {
        script(out, file, name, debug)?;
    }
    style(out)?;
    for folder in AS_THEY_ARE {
        copy(folder, out)?;
    }
    for path in files(out)? {
        compress(&path)?;
    }
    Ok(())
}

/// wasm-bindgen, then wasm-opt.
fn script(out: &Path, file: &str, name: &str, debug: bool) -> Done {
    let profile = if debug { "debug" } else { "wasm-release" };
    let input = PathBuf::from(format!("target/wasm32-unknown-unknown/{profile}/{file}.wasm"));
    if !input.is_file() {
        return Err(format!("{} manque : lancez « make bundle ».", input.display()).into());
    }
    let program = if debug { fs::read(&input)? } else { without_last_words(&input)? };
    Bindgen::new()
        .input_bytes(name, program)
        .web(true)?
        .typescript(false)
        .remove_name_section(!debug)
        .remove_producers_section(true)
        .generate(out)?;
    if debug {
        return Ok(());
    }
    let wasm = out.join(format!("{name}_bg.wasm"));
    let optimiser = Path::new("style/node_modules/binaryen/bin/wasm-opt");
    let optimised = Command::new("node")
        .arg(optimiser)
        .args([
            // The stack comes first in memory, and its last kilobyte is never reached: addresses fold into loads.
            "--low-memory-unused",
            // The flow of each function is written anew from its parts: one per cent of what is sent.
            "--flatten",
            "--rereloop",
            "-Oz",
            "-Oz",
            "--strip-debug",
            "--strip-producers",
            "--enable-bulk-memory",
            "--enable-nontrapping-float-to-int",
        ])
        .args([
            "--enable-sign-ext",
            "--enable-mutable-globals",
            "--enable-reference-types",
            "--enable-multivalue",
        ])
        // Names carry hashes that can't be compressed; the pass prints what it renamed, as JSON.
        .arg("--minify-imports-and-exports-and-modules")
        .arg(&wasm)
        .arg("-o")
        .arg(&wasm)
        .output()?;
    if !optimised.status.success() {
        let why = String::from_utf8_lossy(&optimised.stderr);
        return Err(format!("wasm-opt a échoué : lancez « make setup ». {why}").into());
    }
    let mut bytes = fs::read(&wasm)?;
    forget_places(&mut bytes);
    fs::write(&wasm, bytes)?;
    rename(&out.join(format!("{name}.js")), &optimised.stdout)
}

/// What says that something is wrong before a program ends.
const LAST_WORDS: [&str; 11] = [
    "9panicking9panic_fmt",
    "9panicking5panic",
    "9panicking18panic_bounds_check",
    "9panicking11panic_const",
    "9panicking13assert_failed",
    "9panicking19assert_failed_inner",
    "option13expect_failed",
    "result13unwrap_failed",
    "slice_index_fail",
    "slice_error_fail",
    "panic_already",
];

/// The program without the words that it would write for nobody: a panic ends it as it did, and no browser shows why.
fn without_last_words(input: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut module = walrus::ModuleConfig::new().generate_producers_section(false).parse_file(input)?;
    let says = |name: &str| LAST_WORDS.iter().any(|words| name.contains(words));
    let ids: Vec<_> =
        module.funcs.iter().filter(|f| f.name.as_deref().is_some_and(says)).map(|f| f.id()).collect();
    for id in ids {
        if let walrus::FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind {
            let mut body = function.builder_mut().func_body();
            body.instrs_mut().clear();
            body.unreachable();
        }
    }
    Ok(module.emit_wasm())
}

/// Blanks the names of the source files of libraries, which only say where a panic came from: nobody reads that in a browser. As
/// many zeros are left, so that everything stays where it is.
fn forget_places(wasm: &mut [u8]) {
    const LONGEST: usize = 160;
    let mut at = 0;
    while at < wasm.len() {
        let rest = &wasm[at..wasm.len().min(at + LONGEST)];
        let is_place = rest.starts_with(b"/rustc/") || rest.starts_with(b"index.crates.io-");
        let end = rest.windows(3).position(|end| end == b".rs").map(|end| end + 3);
        match end.filter(|end| is_place && rest[..*end].iter().all(u8::is_ascii_graphic)) {
            Some(end) => {
                wasm[at..at + end].fill(0);
                at += end;
            }
            None => at += 1,
        }
    }
}

/// What the optimiser renamed: imports as (module, old, new), exports as (old, new).
#[derive(Deserialize)]
struct Renamed {
    imports: Vec<(String, String, String)>,
    exports: Vec<(String, String)>,
}

/// Gives the glue the short names that the wasm now has. A name that is not found would be a page without script:
/// it stops the build.
fn rename(glue: &Path, map: &[u8]) -> Done {
    let renamed: Renamed = serde_json::from_slice(map)?;
    let mut script = fs::read_to_string(glue)?;
    let mut replace = |before: String, after: String| -> Done {
        if !script.contains(&before) {
            return Err(format!("{} : « {before} » est introuvable.", glue.display()).into());
        }
        script = script.replace(&before, &after);
        Ok(())
    };
    // The optimiser gives all imports one module: "a".
    if let Some((module, ..)) = renamed.imports.first() {
        replace(format!("\"{module}\": import0"), "\"a\": import0".to_owned())?;
    }
    for (_, old, new) in &renamed.imports {
        replace(format!("        {old}: function"), format!("{new}: function"))?;
    }
    for (old, new) in &renamed.exports {
        script = renamed_export(&script, old, new);
    }
    fs::write(glue, script)?;
    Ok(())
}

/// `wasm.old` as `wasm.new`, where `old` is the whole name.
fn renamed_export(script: &str, old: &str, new: &str) -> String {
    let old = format!("wasm.{old}");
    let mut parts = script.split(old.as_str());
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let goes_on = part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if goes_on {
            out.push_str(&old)
        } else {
            out.push_str(&format!("wasm.{new}"))
        }
        out.push_str(part);
    }
    out
}

/// One sheet: the parts of the design system that a page can show, then ours.
fn style(out: &Path) -> Done {
    let dist = Path::new("style/node_modules/@gouvfr/dsfr/dist");
    let mut css = String::new();
    for part in DSFR {
        let text = fs::read_to_string(dist.join(part))
            .map_err(|_| format!("{part} manque : lancez « make setup »."))?;
        css.push_str(&without_fonts(&text));
    }
    for part in ["tokens.css", "page.css", "inks.css", "charts.css", "print.css"] {
        css.push_str(&fs::read_to_string(Path::new("style").join(part))?);
    }
    let css = css.replace("../../icons/", "icons/").replace("../icons/", "icons/");
    let sheet = out.join("style.css");
    fs::write(&sheet, css)?;
    if std::env::var_os("CYBERIMPACT_WHOLE_STYLE").is_none() {
        purge(&sheet)?;
    }
    // Screens behind the login have a sheet of their own: the public never loads it.
    fs::copy("style/impact.css", out.join("impact.css"))?;
    let whole = with_icons(&fs::read_to_string(&sheet)?, dist)?;
    fs::write(&sheet, whole)?;
    for font in ["Marianne-Regular.woff2", "Marianne-Bold.woff2"] {
        fs::copy(dist.join("fonts").join(font), out.join(font))?;
    }
    Ok(())
}

/// Leaves out what no page can show: three quarters of the design system.
fn purge(sheet: &Path) -> Done {
    let purged = Command::new("node").arg("style/purge.mjs").arg(sheet).output()?;
    if !purged.status.success() {
        return Err("le tri du style a échoué : lancez « make setup ».".into());
    }
    Ok(())
}

/// The design system declares eight faces; two are used, and declared by us.
fn without_fonts(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::with_capacity(css.len());
    while let Some(start) = rest.find("@font-face") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find('}').map_or(rest.len(), |n| start + n + 1);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept.replace("@charset \"UTF-8\";", "")
}

/// Icons stand in the sheet: some bytes each, and a request less to wait for before the first paint.
fn with_icons(css: &str, dist: &Path) -> Result<String, Box<dyn Error>> {
    let mut parts = css.split("url(icons/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (icon, rest) = part.split_once(')').ok_or("une icône n’a pas de fin")?;
        let drawing = fs::read_to_string(dist.join("icons").join(icon))
            .map_err(|_| format!("icons/{icon} manque : lancez « make setup »."))?;
        out.push_str(&format!("url(\"data:image/svg+xml,{}\"){rest}", in_an_address(drawing.trim())));
    }
    Ok(out)
}

/// What a drawing's text is in the address that holds it.
fn in_an_address(svg: &str) -> String {
    svg.replace('%', "%25").replace('"', "'").replace('#', "%23").replace('<', "%3C").replace('>', "%3E")
}

/// The files of a folder, not what lies deeper.
fn copy(folder: &str, out: &Path) -> Done {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            fs::copy(&path, out.join(name))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

/// Brotli beside each text file, at its best.
fn compress(path: &Path) -> Done {
    let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !["css", "js", "wasm", "svg"].contains(&kind) {
        return Ok(());
    }
    let bytes = fs::read(path)?;
    let mut small = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut small, &params)?;
    fs::write(format!("{}.br", path.display()), small)?;
    Ok(())
}
