//! The two changes made to index.html: values of its `<meta>` elements, and inline scripts moved out.

use super::digest;

/// Sets `content` of the `<meta name="…">` that the page carries for the purpose.
pub fn set_meta(html: &str, name: &str, content: &str) -> Result<String, String> {
    let missing = || format!("index.html has no <meta name=\"{name}\" content=\"…\">");
    let name_at = html.find(&format!("name=\"{name}\"")).ok_or_else(missing)?;
    let end = html[name_at..].find('>').map(|at| name_at + at).ok_or_else(missing)?;
    let value =
        html[name_at..end].find("content=\"").map(|at| name_at + at + "content=\"".len()).ok_or_else(missing)?;
    let close = html[value..end].find('"').map(|at| value + at).ok_or_else(missing)?;
    Ok(format!("{}{content}{}", &html[..value], &html[close..]))
}

/// Moves every inline script (Trunk writes one that starts the page, trunk #288) into a file named by its contents.
pub fn scripts_to_files(html: &str, mut write: impl FnMut(&str, &str) -> Result<(), String>) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find("<script") {
        let body = rest[at..].find('>').map(|end| at + end + 1).ok_or("index.html has an open <script")?;
        let end = rest[body..].find("</script>").map(|end| body + end).ok_or("index.html has an open <script>")?;
        let (tag, text) = (&rest[at..body - 1], rest[body..end].trim());
        if text.is_empty() || tag.contains(" src=") {
            out += &rest[..end];
        } else {
            let name = format!("start-{}.js", digest::short(text.as_bytes()));
            write(&name, &format!("{text}\n"))?;
            out.extend([&rest[..at], tag, " src=\"./", &name, "\">"]);
        }
        out += "</script>";
        rest = &rest[end + "</script>".len()..];
    }
    Ok(out + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meta_is_set_and_missed() {
        let html = "<meta name=\"a\" content=\"old\"><meta name=\"b\" content=\"\" />";
        assert_eq!(set_meta(html, "b", "x y").unwrap(), html.replace("content=\"\"", "content=\"x y\""));
        assert_eq!(set_meta(html, "a", "new").unwrap(), html.replace("old", "new"));
        assert!(set_meta(html, "c", "x").is_err());
    }

    #[test]
    fn inline_scripts_move_out_and_others_stay() {
        let html =
            "<head><script src=\"./a.js\"></script>\n<script type=\"module\">\nimport './b.js';\n</script></head>";
        let mut written = Vec::new();
        let changed = scripts_to_files(html, |name, text| {
            written.push((name.to_string(), text.to_string()));
            Ok(())
        });
        let [(name, text)] = &written[..] else { panic!("{written:?}") };
        assert_eq!(text, "import './b.js';\n");
        assert_eq!(
            changed.unwrap(),
            format!(
                "<head><script src=\"./a.js\"></script>\n<script type=\"module\" src=\"./{name}\"></script></head>"
            )
        );
    }
}
