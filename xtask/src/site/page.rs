//! The two changes made to index.html: values of its `<meta>` elements, and inline scripts moved out.

use super::digest;

/// Sets `content` of the `<meta name="…">` that the page carries for the purpose. (Trunk's minifier drops quotes.)
pub fn set_meta(html: &str, name: &str, content: &str) -> Result<String, String> {
    for (at, _) in html.match_indices("<meta") {
        let end = html[at..].find('>').map_or(html.len(), |end| at + end + 1);
        let is_it = [format!("name=\"{name}\""), format!("name={name} "), format!("name={name}>")];
        if is_it.iter().any(|mark| html[at..end].contains(mark)) {
            return Ok(format!("{}<meta name=\"{name}\" content=\"{content}\">{}", &html[..at], &html[end..]));
        }
    }
    Err(format!("index.html has no <meta name=\"{name}\" content=\"…\">"))
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
        let html = "<meta name=\"a\" content=\"old\"><meta content=0 name=b><meta name=c2 content=\"\">";
        let changed = |name: &str| set_meta(html, name, "x y");
        assert_eq!(changed("a").unwrap(), html.replace("old", "x y"));
        assert_eq!(changed("b").unwrap(), html.replace("content=0 name=b", "name=\"b\" content=\"x y\""));
        assert!(changed("c").is_err());
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
