import { $, say } from './dom.js';

/* A line of the page goes into the field that was chosen last: what is selected of it, else all */
const form = $('#lesson');
let to = $('.field', form);
form.addEventListener('focusin', e => { if (e.target.matches('.field')) to = e.target; });
$('#page-lines').onclick = e => {
	const li = e.target.closest('li'), text = `${getSelection()}`.trim() || li?.textContent;
	if (!li) return;
	to.value = to.rows && to.value ? to.value + '\n' + text : text;
	say(to.labels[0].firstChild.textContent + ': ' + text);
};
