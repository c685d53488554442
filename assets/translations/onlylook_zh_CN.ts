<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>Video, smart cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copies the film and encodes only the edges: fast, and without loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video, encoded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Encodes every picture: any quality, crossfades.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OpenTimelineIO</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For DaVinci Resolve, Hiero and others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final Cut Pro XML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For Final Cut Pro and DaVinci Resolve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Premiere XML</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For Premiere Pro, Final Cut Pro 7 and DaVinci Resolve.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EDL (CMX 3600)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For almost every editing program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LosslessCut project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For LosslessCut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One row per segment, for spreadsheets.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Table (JSON)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One entry per segment, with exact times.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions (SRT)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The person&apos;s name, shown while the person is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Captions (WebVTT)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chapters (FFmpeg)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For FFmpeg and players that read its metadata.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chapters (Matroska)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For mkvmerge.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnalysisBar</name>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the analysis; what was found stays, and it can go on later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing the networks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for faces {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}× real time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis paused at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis stopped at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis failed at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AnalysisPage</name>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the folder of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Models in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>They hold for the next analysis; one that runs goes on as it began.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for networks…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fast: large faces, few frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thorough: small faces, many frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best that is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} (not on this machine now)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks and their licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>yes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>another file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} networks are on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {0}. Make it, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>A fault in the program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CardDelegate</name>
    <message>
        <source>Name of the person</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CastModel</name>
    <message>
        <source>{0} tracks that are too poor to tell whose they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} on screen in {2} shots, first at {3}. Sure by {4}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClockField</name>
    <message>
        <source>Timecode</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a time to go to: 00:01:02:03, 1:02.5, +10, or #1550 for a frame. Ctrl+C copies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type one like 00:01:02:03, 1:02.5, +10, or #1550 for a frame.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Trim of segment {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll of segments {0} and {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deletion of segment {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deletion of {0} segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segment added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inversion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules&apos; version of segment {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules&apos; version of {0} segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules&apos; version at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules&apos; version of everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Removal of the marker at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Marker at {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move of the marker to {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the marker at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{0}: this is not a video or sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a video such as .mp4, .mkv, .mov or .webm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: this is a still picture, not a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a video; photos go with --photo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: this is a playlist or a stream description, not a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: there is no permission to read it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: this is a folder, not a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a video inside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the file is empty (0 bytes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: there is no such file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the file holds sound but no video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: its video stream holds no picture that can be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Convert it to H.264 in .mp4 first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: no picture can be decoded any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: the file breaks off after {1} of {2} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download it again, or run the same command once more to work with the part that is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is not a project of this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file that ends in .olat.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no project {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the name, or analyse a video to make one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may not read the project {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask its owner to let you.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The project {0} is open in another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close it there, or open it here for reading only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is no longer there, nor beside the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back, or say in which folder it is now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has changed since it was analysed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analyse it again, or say where the original file is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} exists already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it, or choose another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it, or choose another place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model {0} ({1}) is not on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model {0} at {1} is not the file that was tested (sha256).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ONNX Runtime, which runs the networks, is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PyTorch, which converts {0} at its first use, is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run `pip install torch`.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, or name another folder in ONLYLOOK_HOME.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: no face was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a photo that shows the face from the front.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} faces were found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crop the photo to the one that is meant.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: it is not a picture that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use a JPEG, PNG, WebP or TIFF file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is what the program calls persons by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a name such as Anna.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export: the cut holds no segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loosen the rules and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder {0} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make it first, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cut would replace the video that it is made from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the new file another name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the name of a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cut cannot be written as &apos;{0}&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the new file a name in .mp4, .mov, .mkv or .webm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A .{0} file cannot hold {1} video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose .mkv, which holds any, or use the mode &apos;encode&apos;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new file cannot hold {0} sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose .mkv, or let the sound be encoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Video in {0} cannot be cut to the frame without encoding all of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new file is not what was asked for: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the mode &apos;encode&apos; for this video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture of the video can be decoded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the file again from where it came from.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exports</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Constant quality: 18 looks like the source, smaller is better and larger.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One file per segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quality (CRF)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Crossfade</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Result</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} segments, {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing yet: choose a person in the cast.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a person in the cast.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The export has no file name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export to</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportRow</name>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FilmChooser</name>
    <message>
        <source>Which film?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Films</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} films were dropped. Choose the one to open.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GalleryDock</name>
    <message>
        <source>Cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Screen time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any of the chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All of them together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first without the others</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to keep when several persons are chosen (Ctrl+click)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces appear here as soon as the first shots are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face was found in this film.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a film to see who is in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename (F2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge {0} into {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Like the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when the program starts next. Starting again loses nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>New key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press the new key; Esc leaves it as it is</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyPage</name>
    <message>
        <source>Search an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an action, then Change, and press the key. Changes hold at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Action</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is the key of “{1}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it from there?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search an action or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No action and no key is called that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {0}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drawing the demo clip…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis and export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no film in {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop a film such as .mp4, .mkv, .mov or .webm, or a folder with films.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a film or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Films and projects ({0});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the &amp;demo clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Close film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show &amp;tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose &amp;nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>P&amp;lay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play &amp;backwards, faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play &amp;forwards, faster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Only Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One second back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One second on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the end</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whole &amp;film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Names on the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the &amp;log file</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Got it</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>A person needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type one, such as Anna.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is what the program calls persons by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type a name such as Anna.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {0} to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge of {0} and {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New person from {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move from {0} to {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PictureCanvas</name>
    <message>
        <source>Picture</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>The program ended unexpectedly last time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program ended unexpectedly last time. Nothing was lost: {0} is stored as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program ended unexpectedly last time. Nothing was lost: {0} is open again, with your choice, rules and corrections.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Something went wrong in the program itself: {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your project is safe, and you can go on working. Please report this with the details below; the log is {0}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Answer: yes, {0} is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: no, {0} is not there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: no, this is not {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: yes, this is {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: {0} and {1} are one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: {0} and {1} are two</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: all of {0} is one person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer: {0} is two persons</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RulesPanel</name>
    <message>
        <source>Snap to shots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges near a cut of the film move to it; padding stops there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Usual rules</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back all sliders at once (can be undone)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sure at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How probable it must be that the person is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shortest segment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is shorter is left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Join gaps up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two appearances with a shorter pause become one segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time kept before each segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time kept after each segment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Segments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep when</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a face in the cast. Ctrl+click adds another one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Choice of persons</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change of rules</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage and log</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Empty the cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Networks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cache holds pictures and sound curves that are made again when they are needed. Projects hold what was found in films and all that you said of it: they are never emptied from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} were freed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder: {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StripeNames</name>
    <message>
        <source>What the stripes of the timeline show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Markers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Film</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>caption</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelineCanvas</name>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}: {1} from {2}, sure by {3}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Stripes of the timeline</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrackModel</name>
    <message>
        <source>Track at {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrackPage</name>
    <message>
        <source>Tracks of the person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← Cast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to all persons (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the tracks of somebody else, then say whose they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Previous edit (Up)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame back (Left)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame on (Right)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next edit (Down)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time and frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only Look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play only what is kept (O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Boxes and names on the picture (B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Open a film…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Make the demo clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draws a short film with three persons, to try everything out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent films</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only Look at Them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find the people in a film, choose one, and keep only what shows that one. All on your own machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can also drop a film, or a folder with films, anywhere on this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found in {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>stripe.picture.session</name>
    <message>
        <source>Choose a person in the cast: what is kept of the film appears here.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>window</name>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
