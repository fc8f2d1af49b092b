import React from 'react';
import { createRoot } from 'react-dom/client';
import { IIIFPlayer, MediaPlayer, Transcript } from '@samvera/ramp';
import '@samvera/ramp/dist/ramp.css';
import 'video.js/dist/video-js.css';
const manifest = new URLSearchParams(location.search).get('manifest');
createRoot(document.getElementById('root')).render(
  <IIIFPlayer manifestUrl={manifest}>
    <MediaPlayer enableFileDownload={false} />
    <Transcript playerID="iiif-media-player" manifestUrl={manifest} showNotes={true} search={{ isSearchable: true }} />
  </IIIFPlayer>);
