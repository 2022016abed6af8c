//! Tables as Markdown and HTML.

/// A table in Markdown, as code hosts show it.
pub fn markdown_table(headers: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| markdown_cell(cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|{}\n", " --- |".repeat(headers.len()));
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}{rule}{rows}", line(headers))
}

fn markdown_cell(text: &str) -> String {
    let mut cell = String::new();
    for c in text.chars() {
        match c {
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' => cell.extend(['\\', c]),
            '<' => cell.push_str("&lt;"),
            '>' => cell.push_str("&gt;"),
            '&' => cell.push_str("&amp;"),
            '\n' | '\r' => cell.push(' '),
            c => cell.push(c),
        }
    }
    cell
}

/// A page in HTML with one table.
pub fn html_page(title: &str, headers: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String], tag: &str| {
        let cells = cells
            .iter()
            .map(|cell| format!("<{tag}>{}</{tag}>", html(cell)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = rows.iter().map(|row| line(row, "td")).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body{{font:14px sans-serif}}table{{border-collapse:collapse}}\
         td,th{{border:1px solid #ccc;padding:4px 8px;text-align:left}}</style>\n\
         <h1>{title}</h1>\n<table>\n{}{rows}</table>\n</html>\n",
        line(headers, "th"),
        title = html(title)
    )
}

/// A text as HTML and SVG have it.
pub(super) fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_users_are_no_markup() {
        let headers = ["key".to_owned(), "a|b".to_owned()];
        let rows = [vec!["x_y".to_owned(), "<b>\n*1*".to_owned()]];
        assert_eq!(
            markdown_table(&headers, &rows),
            "| key | a\\|b |\n| --- | --- |\n| x\\_y | &lt;b&gt; \\*1\\* |\n"
        );
        let page = html_page("a & b", &headers, &rows);
        assert!(page.contains("<h1>a &amp; b</h1>"), "{page}");
        assert!(page.contains("<td>&lt;b&gt;\n*1*</td>"), "{page}");
    }
}
