<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Across</name>
    <message>
        <source>Keep in the gallery</source>
        <translation>收入人物库</translation>
    </message>
    <message>
        <source>Name of {0}:</source>
        <translation>{0} 的名字：</translation>
    </message>
</context>
<context>
    <name>AnalysisBar</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop the analysis; what was found stays, and it can go on later.</source>
        <translation>停止分析；已找到的内容会保留，之后可以继续。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Preparing the networks…</source>
        <translation>正在准备模型…</translation>
    </message>
    <message>
        <source>Looking for faces {0}</source>
        <translation>正在识别人脸 {0}</translation>
    </message>
    <message>
        <source>Looking for people {0}</source>
        <translation>正在识别人物 {0}</translation>
    </message>
    <message>
        <source>Listening for voices {0}</source>
        <translation>正在识别声音 {0}</translation>
    </message>
    <message>
        <source>Seeing who speaks {0}</source>
        <translation>正在判断谁在说话 {0}</translation>
    </message>
    <message>
        <source>Reading captions {0}</source>
        <translation>正在识别字幕 {0}</translation>
    </message>
    <message>
        <source>Analysing {0}</source>
        <translation>正在分析 {0}</translation>
    </message>
    <message>
        <source>{0}× real time</source>
        <translation>{0} 倍速</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>剩余 {0}</translation>
    </message>
    <message>
        <source>Analysis paused at {0}</source>
        <translation>分析已暂停（{0}）</translation>
    </message>
    <message>
        <source>Analysis stopped at {0}</source>
        <translation>分析已停止（{0}）</translation>
    </message>
    <message>
        <source>Analysis failed at {0}</source>
        <translation>分析失败（{0}）</translation>
    </message>
</context>
<context>
    <name>AnalysisPage</name>
    <message>
        <source>Also &amp;listen and read captions</source>
        <translation>同时听辨声音并读取字幕(&amp;L)</translation>
    </message>
    <message>
        <source>So that a person can be kept where only the voice is heard; takes longer.</source>
        <translation>这样只听到声音的地方也能保留此人；需要更长时间。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose the folder of models</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>&amp;Quality</source>
        <translation>精度(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Device</source>
        <translation>设备(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Models in</source>
        <translation>模型文件夹(&amp;M)</translation>
    </message>
    <message>
        <source>They hold for the next analysis; one that runs goes on as it began.</source>
        <translation>这些设置从下一次分析起生效；正在进行的分析不受影响。</translation>
    </message>
    <message>
        <source>Looking for networks…</source>
        <translation>正在查找模型…</translation>
    </message>
    <message>
        <source>Fast: large faces, few frames</source>
        <translation>快速：大脸，少量帧</translation>
    </message>
    <message>
        <source>Balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Thorough: small faces, many frames</source>
        <translation>精细：小脸，更多帧</translation>
    </message>
    <message>
        <source>The best that is there</source>
        <translation>自动选择最佳设备</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器（CPU）</translation>
    </message>
    <message>
        <source>{0} (not on this machine now)</source>
        <translation>{0}（本机当前不可用）</translation>
    </message>
    <message>
        <source>Networks and their licences</source>
        <translation>模型及其许可证</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>For</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>有</translation>
    </message>
    <message>
        <source>another file</source>
        <translation>文件不符</translation>
    </message>
    <message>
        <source>no</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{0} of {1} networks are on this machine.</source>
        <translation>{1} 个模型中有 {0} 个在本机上。</translation>
    </message>
    <message>
        <source>Folder of models</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>There is no folder {0}. Make it, or choose another.</source>
        <translation>文件夹 {0} 不存在。请新建，或另选一个。</translation>
    </message>
</context>
<context>
    <name>Announcer</name>
    <message>
        <source>A fault in the program</source>
        <translation>程序出错</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>操作未成功</translation>
    </message>
</context>
<context>
    <name>CaptionsDock</name>
    <message>
        <source>Search captions and speakers</source>
        <translation>搜索字幕和说话人</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>No caption holds these words.</source>
        <translation>没有包含这些词的字幕。</translation>
    </message>
    <message>
        <source>Open a film to see its captions.</source>
        <translation>打开影片即可查看其字幕。</translation>
    </message>
    <message>
        <source>This film has no captions: no subtitles, and nothing to read in the picture.</source>
        <translation>这部影片没有字幕：既没有字幕流，画面中也没有可读的文字。</translation>
    </message>
    <message>
        <source>Captions are read after faces and voices.</source>
        <translation>字幕在人脸和声音之后读取。</translation>
    </message>
    <message>
        <source>Captions were not read. The settings say whether the analysis does so.</source>
        <translation>尚未读取字幕。可在设置中决定分析时是否读取。</translation>
    </message>
</context>
<context>
    <name>CardDelegate</name>
    <message>
        <source>Name of the person</source>
        <translation>人物名称</translation>
    </message>
    <message>
        <source>drawn</source>
        <translation>动画</translation>
    </message>
    <message>
        <source>{0}?</source>
        <translation>{0}？</translation>
    </message>
    <message>
        <source>{0} · {1}×</source>
        <translation>{0} · {1} 次</translation>
    </message>
</context>
<context>
    <name>CardMenu</name>
    <message>
        <source>Show tracks</source>
        <translation>显示轨迹</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Name: {0} (from the caption at {1})</source>
        <translation>命名：{0}（来自 {1} 处的字幕）</translation>
    </message>
    <message>
        <source>Keep in the gallery…</source>
        <translation>收入人物库…</translation>
    </message>
    <message>
        <source>Merge {0} into {1}</source>
        <translation>将 {0} 合并到 {1}</translation>
    </message>
    <message>
        <source>Forget photos of {0}</source>
        <translation>删除 {0} 的照片</translation>
    </message>
    <message>
        <source>This person is real</source>
        <translation>这是真人</translation>
    </message>
    <message>
        <source>This person is drawn</source>
        <translation>这是动画人物</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>不是人脸</translation>
    </message>
    <message>
        <source>Yes, this is {0}</source>
        <translation>是，这是 {0}</translation>
    </message>
    <message>
        <source>No, not {0}</source>
        <translation>不，不是 {0}</translation>
    </message>
    <message>
        <source>Keep {0} or {1}</source>
        <translation>保留 {0} 或 {1}</translation>
    </message>
    <message>
        <source>Keep {0} together with {1}</source>
        <translation>保留 {0} 与 {1} 同框</translation>
    </message>
    <message>
        <source>Keep {0} without {1}</source>
        <translation>保留有 {0}、没有 {1} 的片段</translation>
    </message>
</context>
<context>
    <name>CastModel</name>
    <message>
        <source>{0}: {1} on screen in {2} shots, first at {3}. Sure by {4}.</source>
        <translation>{0}：出镜 {1}，共 {2} 个镜头，首次出现于 {3}，把握 {4}。</translation>
    </message>
    <message>
        <source>A drawn or rendered person.</source>
        <translation>动画或渲染的人物。</translation>
    </message>
    <message>
        <source>The caption at {1} calls this person {0}.</source>
        <translation>{1} 处的字幕称此人为{0}。</translation>
    </message>
    <message>
        <source>Recognised by the gallery of people.</source>
        <translation>由人物库识别。</translation>
    </message>
    <message>
        <source>By the gallery of people this may be {0} or {1}.</source>
        <translation>根据人物库，这可能是 {0} 或 {1}。</translation>
    </message>
    <message>
        <source>By the gallery of people this may be {0}.</source>
        <translation>根据人物库，这可能是 {0}。</translation>
    </message>
</context>
<context>
    <name>ClockField</name>
    <message>
        <source>Timecode</source>
        <translation>时间码</translation>
    </message>
    <message>
        <source>Type a time to go to: 00:01:02:03, 1:02.5, +10, or #1550 for a frame. Ctrl+C copies.</source>
        <translation>输入要跳转的时间：00:01:02:03、1:02.5、+10，或用 #1550 表示帧号。Ctrl+C 复制。</translation>
    </message>
    <message>
        <source>{0} is no time.</source>
        <translation>{0} 不是有效时间。</translation>
    </message>
    <message>
        <source>Type one like 00:01:02:03, 1:02.5, +10, or #1550 for a frame.</source>
        <translation>请输入类似 00:01:02:03、1:02.5、+10 的时间，或用 #1550 表示帧号。</translation>
    </message>
</context>
<context>
    <name>ConsentDialog</name>
    <message>
        <source>Keep a gallery of people?</source>
        <translation>要建立人物库吗？</translation>
    </message>
    <message>
        <source>People whom you put in are recognised in every film.</source>
        <translation>您收入的人物，在每部影片中都能认出来。</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>保存什么</translation>
    </message>
    <message>
        <source>Names, further names and notes that you write; pictures of the faces that you put in, and the numbers by which they are recognised. Nobody is put in by itself.</source>
        <translation>您写下的名字、别名和备注；您收入的人脸图片，以及用来识别的数值。程序不会自行收入任何人。</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>保存在哪里</translation>
    </message>
    <message>
        <source>In this one file, and nowhere else. Nothing leaves this machine.</source>
        <translation>只保存在下面这一个文件里。任何内容都不会离开本机。</translation>
    </message>
    <message>
        <source>How to be rid of it</source>
        <translation>如何清除</translation>
    </message>
    <message>
        <source>Erase one person everywhere, with proof, in the gallery&apos;s window. Turn the gallery off there, and no film is compared with it. Delete the file, and all of it is gone.</source>
        <translation>在人物库窗口中，可以把一个人从所有地方彻底抹除，并给出证明。在那里关闭人物库后，影片不再与其比对。删除该文件，全部内容即告消失。</translation>
    </message>
    <message>
        <source>Faces are biometric data. Keep those of people who agreed, or whom the law lets you keep.</source>
        <translation>人脸属于生物特征数据。请只保存已同意者、或法律允许您保存者的人脸。</translation>
    </message>
    <message>
        <source>Turn the gallery on</source>
        <translation>开启人物库</translation>
    </message>
    <message>
        <source>Leave it off</source>
        <translation>不开启</translation>
    </message>
</context>
<context>
    <name>CutMenu</name>
    <message>
        <source>Play around this</source>
        <translation>播放此处前后</translation>
    </message>
    <message>
        <source>Marker here</source>
        <translation>在此添加标记</translation>
    </message>
    <message>
        <source>Split here</source>
        <translation>在此分割</translation>
    </message>
    <message>
        <source>Copy as a table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Take the rules&apos; version</source>
        <translation>恢复为规则结果</translation>
    </message>
    <message>
        <source>Take the rules&apos; version here</source>
        <translation>此处恢复为规则结果</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Invert what is kept</source>
        <translation>反选保留部分</translation>
    </message>
    <message>
        <source>Take the rules&apos; version of everything</source>
        <translation>全部恢复为规则结果</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Trim of segment {0}</source>
        <translation>修剪片段 {0}</translation>
    </message>
    <message>
        <source>Roll of segments {0} and {1}</source>
        <translation>滚动修剪片段 {0} 和 {1}</translation>
    </message>
    <message>
        <source>Split at {0}</source>
        <translation>在 {0} 处分割</translation>
    </message>
    <message>
        <source>Deletion of segment {0}</source>
        <translation>删除片段 {0}</translation>
    </message>
    <message>
        <source>Deletion of {0} segments</source>
        <translation>删除 {0} 个片段</translation>
    </message>
    <message>
        <source>Segment added</source>
        <translation>添加片段</translation>
    </message>
    <message>
        <source>Inversion</source>
        <translation>反选保留部分</translation>
    </message>
    <message>
        <source>Rules&apos; version of segment {0}</source>
        <translation>片段 {0} 恢复为规则结果</translation>
    </message>
    <message>
        <source>Rules&apos; version of {0} segments</source>
        <translation>{0} 个片段恢复为规则结果</translation>
    </message>
    <message>
        <source>Rules&apos; version at {0}</source>
        <translation>{0} 处恢复为规则结果</translation>
    </message>
    <message>
        <source>Rules&apos; version of everything</source>
        <translation>全部恢复为规则结果</translation>
    </message>
    <message>
        <source>Removal of the marker at {0}</source>
        <translation>删除 {0} 处的标记</translation>
    </message>
    <message>
        <source>Marker at {0}</source>
        <translation>在 {0} 处添加标记</translation>
    </message>
    <message>
        <source>Move of the marker to {0}</source>
        <translation>将标记移到 {0}</translation>
    </message>
    <message>
        <source>Name of the marker at {0}</source>
        <translation>命名 {0} 处的标记</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{0}: this is not a video or sound file.</source>
        <translation>{0}：不是视频或音频文件。</translation>
    </message>
    <message>
        <source>Choose a video such as .mp4, .mkv, .mov or .webm.</source>
        <translation>请选择 .mp4、.mkv、.mov 或 .webm 等视频。</translation>
    </message>
    <message>
        <source>{0}: this is a still picture, not a video.</source>
        <translation>{0}：这是图片，不是视频。</translation>
    </message>
    <message>
        <source>Choose a video; photos go with --photo.</source>
        <translation>请选择视频；照片请拖到人物栏中使用。</translation>
    </message>
    <message>
        <source>{0}: this is a playlist or a stream description, not a video.</source>
        <translation>{0}：这是播放列表或流描述文件，不是视频。</translation>
    </message>
    <message>
        <source>{0}: there is no permission to read it.</source>
        <translation>{0}：没有读取权限。</translation>
    </message>
    <message>
        <source>{0}: the file is damaged.</source>
        <translation>{0}：文件已损坏。</translation>
    </message>
    <message>
        <source>{0}: this is a folder, not a file.</source>
        <translation>{0}：这是文件夹，不是文件。</translation>
    </message>
    <message>
        <source>Name a video inside it.</source>
        <translation>请选择其中的一个视频。</translation>
    </message>
    <message>
        <source>{0}: the file is empty (0 bytes).</source>
        <translation>{0}：文件为空（0 字节）。</translation>
    </message>
    <message>
        <source>{0}: there is no such file.</source>
        <translation>{0}：文件不存在。</translation>
    </message>
    <message>
        <source>Check the name and the folder.</source>
        <translation>请检查文件名和所在文件夹。</translation>
    </message>
    <message>
        <source>{0}: the file holds sound but no video.</source>
        <translation>{0}：文件只有声音，没有画面。</translation>
    </message>
    <message>
        <source>{0}: its video stream holds no picture that can be decoded.</source>
        <translation>{0}：视频流中没有可解码的画面。</translation>
    </message>
    <message>
        <source>Convert it to H.264 in .mp4 first.</source>
        <translation>请先转换为 H.264 编码的 .mp4。</translation>
    </message>
    <message>
        <source>{0}: no picture can be decoded any more.</source>
        <translation>{0}：已无法再解码出画面。</translation>
    </message>
    <message>
        <source>{0}: the file breaks off after {1} of {2} s.</source>
        <translation>{0}：文件不完整，只有 {1} 秒（共 {2} 秒）。</translation>
    </message>
    <message>
        <source>Copy or download it again, or run the same command once more to work with the part that is there.</source>
        <translation>请重新复制或下载；也可以再次开始分析，只处理已有的部分。</translation>
    </message>
    <message>
        <source>{0} is not a project of this program.</source>
        <translation>{0} 不是本程序的项目文件。</translation>
    </message>
    <message>
        <source>Choose a file that ends in .olat.</source>
        <translation>请选择扩展名为 .olat 的文件。</translation>
    </message>
    <message>
        <source>There is no project {0}.</source>
        <translation>项目 {0} 不存在。</translation>
    </message>
    <message>
        <source>Check the name, or analyse a video to make one.</source>
        <translation>请检查名称，或分析一部影片来新建项目。</translation>
    </message>
    <message>
        <source>You may not read the project {0}.</source>
        <translation>没有读取项目 {0} 的权限。</translation>
    </message>
    <message>
        <source>Ask its owner to let you.</source>
        <translation>请向其所有者申请权限。</translation>
    </message>
    <message>
        <source>The project {0} is open in another program.</source>
        <translation>项目 {0} 正被另一个程序打开。</translation>
    </message>
    <message>
        <source>Close it there, or open it here for reading only.</source>
        <translation>请在那边关闭它，或在此以只读方式打开。</translation>
    </message>
    <message>
        <source>{0} is no longer there, nor beside the project.</source>
        <translation>{0} 已不在原处，也不在项目旁边。</translation>
    </message>
    <message>
        <source>Put it back, or say in which folder it is now.</source>
        <translation>请把它放回原处，或指明现在所在的文件夹。</translation>
    </message>
    <message>
        <source>{0} has changed since it was analysed.</source>
        <translation>{0} 在分析之后被改动过。</translation>
    </message>
    <message>
        <source>Analyse it again, or say where the original file is.</source>
        <translation>请重新分析，或指明原文件的位置。</translation>
    </message>
    <message>
        <source>{0} exists already.</source>
        <translation>{0} 已存在。</translation>
    </message>
    <message>
        <source>Open it, or choose another name.</source>
        <translation>请直接打开它，或换一个名称。</translation>
    </message>
    <message>
        <source>There is no folder {0}.</source>
        <translation>文件夹 {0} 不存在。</translation>
    </message>
    <message>
        <source>Make it, or choose another place.</source>
        <translation>请新建该文件夹，或换一个位置。</translation>
    </message>
    <message>
        <source>The model {0} ({1}) is not on this machine.</source>
        <translation>本机上没有模型 {0}（{1}）。</translation>
    </message>
    <message>
        <source>The model {0} at {1} is not the file that was tested (sha256).</source>
        <translation>{1} 处的模型 {0} 与经过验证的文件不符（sha256）。</translation>
    </message>
    <message>
        <source>ONNX Runtime, which runs the networks, is not installed.</source>
        <translation>未安装用于运行模型的 ONNX Runtime。</translation>
    </message>
    <message>
        <source>PyTorch, which converts {0} at its first use, is not installed.</source>
        <translation>未安装 PyTorch，首次使用 {0} 时需要用它转换模型。</translation>
    </message>
    <message>
        <source>Run `pip install torch`.</source>
        <translation>请运行 `pip install torch`。</translation>
    </message>
    <message>
        <source>Free some space, or name another folder in ONLYLOOK_HOME.</source>
        <translation>请清理磁盘空间，或用 ONLYLOOK_HOME 指定其他文件夹。</translation>
    </message>
    <message>
        <source>{0}: no face was found.</source>
        <translation>{0}：没有找到人脸。</translation>
    </message>
    <message>
        <source>Use a photo that shows the face from the front.</source>
        <translation>请使用正面人脸照片。</translation>
    </message>
    <message>
        <source>{0}: {1} faces were found.</source>
        <translation>{0}：找到 {1} 张人脸。</translation>
    </message>
    <message>
        <source>Crop the photo to the one that is meant.</source>
        <translation>请裁剪照片，只保留要找的那个人。</translation>
    </message>
    <message>
        <source>{0}: it is not a picture that can be read.</source>
        <translation>{0}：无法读取这张图片。</translation>
    </message>
    <message>
        <source>Use a JPEG, PNG, WebP or TIFF file.</source>
        <translation>请使用 JPEG、PNG、WebP 或 TIFF 文件。</translation>
    </message>
    <message>
        <source>{0} is what the program calls persons by itself.</source>
        <translation>“{0}”是程序自动使用的名称。</translation>
    </message>
    <message>
        <source>Give a name such as Anna.</source>
        <translation>请换一个名字，例如：小美。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>There is nothing to export: the cut holds no segment.</source>
        <translation>没有可导出的内容：成片中没有片段。</translation>
    </message>
    <message>
        <source>Loosen the rules and try again.</source>
        <translation>请放宽规则后重试。</translation>
    </message>
    <message>
        <source>The folder {0} does not exist.</source>
        <translation>文件夹 {0} 不存在。</translation>
    </message>
    <message>
        <source>Make it first, or choose another.</source>
        <translation>请先新建，或另选一个。</translation>
    </message>
    <message>
        <source>The cut would replace the video that it is made from.</source>
        <translation>导出文件会覆盖原片。</translation>
    </message>
    <message>
        <source>Give the new file another name.</source>
        <translation>请给新文件换一个名称。</translation>
    </message>
    <message>
        <source>{0} is a folder.</source>
        <translation>{0} 是文件夹。</translation>
    </message>
    <message>
        <source>Give the name of a file.</source>
        <translation>请填写文件名。</translation>
    </message>
    <message>
        <source>A cut cannot be written as &apos;{0}&apos;.</source>
        <translation>无法导出为“{0}”。</translation>
    </message>
    <message>
        <source>Give the new file a name in .mp4, .mov, .mkv or .webm.</source>
        <translation>请使用 .mp4、.mov、.mkv 或 .webm 作为扩展名。</translation>
    </message>
    <message>
        <source>A .{0} file cannot hold {1} video.</source>
        <translation>.{0} 文件不支持 {1} 视频。</translation>
    </message>
    <message>
        <source>Choose .mkv, which holds any, or use the mode &apos;encode&apos;.</source>
        <translation>请选择支持所有编码的 .mkv，或选择“重新编码”。</translation>
    </message>
    <message>
        <source>The new file cannot hold {0} sound.</source>
        <translation>新文件不支持 {0} 音频。</translation>
    </message>
    <message>
        <source>Choose .mkv, or let the sound be encoded.</source>
        <translation>请选择 .mkv，或重新编码音频。</translation>
    </message>
    <message>
        <source>Video in {0} cannot be cut to the frame without encoding all of it.</source>
        <translation>{0} 编码的视频只有全部重新编码才能精确到帧剪切。</translation>
    </message>
    <message>
        <source>The new file is not what was asked for: {0}.</source>
        <translation>导出的文件与要求不符：{0}。</translation>
    </message>
    <message>
        <source>Use the mode &apos;encode&apos; for this video.</source>
        <translation>请对这部影片选择“重新编码”。</translation>
    </message>
    <message>
        <source>No picture of the video can be decoded.</source>
        <translation>视频中没有任何画面可以解码。</translation>
    </message>
    <message>
        <source>Copy the file again from where it came from.</source>
        <translation>请从来源处重新复制该文件。</translation>
    </message>
    <message>
        <source>The project {0} is damaged.</source>
        <translation>项目 {0} 已损坏。</translation>
    </message>
    <message>
        <source>Use a copy of it, or delete it and analyse the video again.</source>
        <translation>请使用它的副本，或删除后重新分析影片。</translation>
    </message>
    <message>
        <source>The project {0} cannot be written: the disk is full.</source>
        <translation>无法写入项目 {0}：磁盘已满。</translation>
    </message>
    <message>
        <source>Free some space and run it again; it goes on from where it stopped.</source>
        <translation>请清理磁盘空间后重试；会从中断处继续。</translation>
    </message>
    <message>
        <source>The project {0} cannot be written: it or its folder is read-only for you.</source>
        <translation>无法写入项目 {0}：它或所在文件夹对你是只读的。</translation>
    </message>
    <message>
        <source>Copy it to a folder of your own, or choose another place with --project.</source>
        <translation>请复制到你自己的文件夹，或另选位置。</translation>
    </message>
    <message>
        <source>The project {0} is locked by another program.</source>
        <translation>项目 {0} 被另一个程序锁定。</translation>
    </message>
    <message>
        <source>Close the other program and try again.</source>
        <translation>请关闭那个程序后重试。</translation>
    </message>
    <message>
        <source>The project {0} cannot be opened.</source>
        <translation>无法打开项目 {0}。</translation>
    </message>
    <message>
        <source>Check that the file and its folder exist and that you may read them.</source>
        <translation>请检查文件及所在文件夹是否存在、是否有读取权限。</translation>
    </message>
    <message>
        <source>The project {0} cannot be read or written: the disk reports an error.</source>
        <translation>无法读写项目 {0}：磁盘报告错误。</translation>
    </message>
    <message>
        <source>Check the disk and try again with a copy.</source>
        <translation>请检查磁盘，并用副本重试。</translation>
    </message>
    <message>
        <source>The project {0} holds no film yet.</source>
        <translation>项目 {0} 中还没有影片。</translation>
    </message>
    <message>
        <source>Open the film itself.</source>
        <translation>请直接打开影片。</translation>
    </message>
    <message>
        <source>{0}: it cannot be read ({1}).</source>
        <translation>{0}：无法读取（{1}）。</translation>
    </message>
    <message>
        <source>Check that you may read it.</source>
        <translation>请检查是否有读取权限。</translation>
    </message>
    <message>
        <source>{0}: it is too large, or damaged.</source>
        <translation>{0}：图片太大或已损坏。</translation>
    </message>
    <message>
        <source>Scale it down, or use another photo.</source>
        <translation>请缩小图片，或换一张照片。</translation>
    </message>
    <message>
        <source>There is nothing to export: nobody is chosen or the rules keep nothing.</source>
        <translation>没有可导出的内容：未选择人物，或规则没有保留任何片段。</translation>
    </message>
    <message>
        <source>Choose a person.</source>
        <translation>请选择人物。</translation>
    </message>
    <message>
        <source>Nobody&apos;s voice is known in this film, and RTTM holds nothing else.</source>
        <translation>影片中还没有已知的声音，而 RTTM 只记录声音。</translation>
    </message>
    <message>
        <source>Choose another format.</source>
        <translation>请选择其他格式。</translation>
    </message>
    <message>
        <source>Nobody was found, so there is nothing to write.</source>
        <translation>没有找到任何人，因此没有可写入的内容。</translation>
    </message>
    <message>
        <source>Choose other persons or rules.</source>
        <translation>请选择其他人物或规则。</translation>
    </message>
    <message>
        <source>The outline of the sound cannot be kept in {0}: {1}.</source>
        <translation>无法将声音波形保存到 {0}：{1}。</translation>
    </message>
    <message>
        <source>The film can be used all the same; free some space, so that it need not be made again.</source>
        <translation>影片仍可正常使用；请清理磁盘空间，以免每次重新生成。</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk quota is used up</source>
        <translation>磁盘配额已用完</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>磁盘为只读</translation>
    </message>
    <message>
        <source>there is no permission to write there</source>
        <translation>没有写入权限</translation>
    </message>
    <message>
        <source>the folder does not exist</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>part of its path is not a folder</source>
        <translation>路径中有一部分不是文件夹</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>它是文件夹</translation>
    </message>
    <message>
        <source>its name is too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>Free some space, or choose another folder.</source>
        <translation>请清理磁盘空间，或另选文件夹。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请另选文件夹。</translation>
    </message>
    <message>
        <source>Choose another folder, or close programs that use it.</source>
        <translation>请另选文件夹，或关闭正在使用它的程序。</translation>
    </message>
    <message>
        <source>Make the folder first, or choose another.</source>
        <translation>请先新建文件夹，或另选一个。</translation>
    </message>
    <message>
        <source>Choose a shorter name.</source>
        <translation>请使用更短的文件名。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请换一个文件。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Exports</source>
        <translation>导出任务</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>One file per segment</source>
        <translation>每个片段单独保存</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Constant quality: a smaller number is better and larger.</source>
        <translation>恒定质量：数值越小，画质越好、文件越大。</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <source>Quality (CRF)</source>
        <translation>画质（CRF）</translation>
    </message>
    <message>
        <source>Crossfade</source>
        <translation>交叉淡化</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>working out size and time…</source>
        <translation>正在估算大小和时间…</translation>
    </message>
    <message>
        <source>about {0}, written in about {1}</source>
        <translation>约 {0}，导出约需 {1}</translation>
    </message>
    <message>
        <source>All persons</source>
        <translation>所有人物</translation>
    </message>
    <message>
        <source>{0} segments, {1}</source>
        <translation>{0} 个片段，{1}</translation>
    </message>
    <message>
        <source>Nothing yet: choose a person in the cast.</source>
        <translation>暂无内容：请先在人物栏中选择人物。</translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>还没有可导出的内容。</translation>
    </message>
    <message>
        <source>Choose a person in the cast.</source>
        <translation>请在人物栏中选择人物。</translation>
    </message>
    <message>
        <source>The export has no file name.</source>
        <translation>尚未填写导出文件名。</translation>
    </message>
    <message>
        <source>Give one.</source>
        <translation>请填写文件名。</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Video, smart cut</source>
        <translation>视频（智能剪切）</translation>
    </message>
    <message>
        <source>Copies the film and encodes only the edges: fast, and without loss.</source>
        <translation>直接复制画面，只重新编码剪切点：速度快，画质无损。</translation>
    </message>
    <message>
        <source>Video, encoded</source>
        <translation>视频（重新编码）</translation>
    </message>
    <message>
        <source>Encodes every picture: any quality, crossfades.</source>
        <translation>逐帧重新编码：画质可选，支持交叉淡化。</translation>
    </message>
    <message>
        <source>OpenTimelineIO</source>
        <translation>OpenTimelineIO</translation>
    </message>
    <message>
        <source>For DaVinci Resolve, Hiero and others.</source>
        <translation>适用于达芬奇（DaVinci Resolve）、Hiero 等。</translation>
    </message>
    <message>
        <source>Final Cut Pro XML</source>
        <translation>Final Cut Pro XML</translation>
    </message>
    <message>
        <source>For Final Cut Pro and DaVinci Resolve.</source>
        <translation>适用于 Final Cut Pro 和达芬奇。</translation>
    </message>
    <message>
        <source>Premiere XML</source>
        <translation>Premiere XML</translation>
    </message>
    <message>
        <source>For Premiere Pro, Final Cut Pro 7 and DaVinci Resolve.</source>
        <translation>适用于 Premiere Pro、Final Cut Pro 7 和达芬奇。</translation>
    </message>
    <message>
        <source>EDL (CMX 3600)</source>
        <translation>EDL（CMX 3600）</translation>
    </message>
    <message>
        <source>For almost every editing program.</source>
        <translation>几乎所有剪辑软件都支持。</translation>
    </message>
    <message>
        <source>LosslessCut project</source>
        <translation>LosslessCut 项目</translation>
    </message>
    <message>
        <source>For LosslessCut.</source>
        <translation>适用于 LosslessCut。</translation>
    </message>
    <message>
        <source>Table (CSV)</source>
        <translation>表格（CSV）</translation>
    </message>
    <message>
        <source>One row per segment, for spreadsheets.</source>
        <translation>每个片段一行，可用电子表格打开。</translation>
    </message>
    <message>
        <source>Table (JSON)</source>
        <translation>数据（JSON）</translation>
    </message>
    <message>
        <source>One entry per segment, with exact times.</source>
        <translation>每个片段一条，时间精确。</translation>
    </message>
    <message>
        <source>Captions (SRT)</source>
        <translation>字幕（SRT）</translation>
    </message>
    <message>
        <source>The person&apos;s name, shown while the person is there.</source>
        <translation>人物出现时显示其名字。</translation>
    </message>
    <message>
        <source>Captions (WebVTT)</source>
        <translation>字幕（WebVTT）</translation>
    </message>
    <message>
        <source>Chapters (FFmpeg)</source>
        <translation>章节（FFmpeg）</translation>
    </message>
    <message>
        <source>For FFmpeg and players that read its metadata.</source>
        <translation>适用于 FFmpeg 以及能读取其元数据的播放器。</translation>
    </message>
    <message>
        <source>Chapters (Matroska)</source>
        <translation>章节（Matroska）</translation>
    </message>
    <message>
        <source>For mkvmerge.</source>
        <translation>适用于 mkvmerge。</translation>
    </message>
    <message>
        <source>Annotation: RTTM</source>
        <translation>标注：RTTM</translation>
    </message>
    <message>
        <source>Who speaks when, for tools of speech.</source>
        <translation>谁在何时说话，供语音工具使用。</translation>
    </message>
    <message>
        <source>Annotation: ELAN</source>
        <translation>标注：ELAN</translation>
    </message>
    <message>
        <source>A tier for each person, for ELAN.</source>
        <translation>每个人物一层，供 ELAN 使用。</translation>
    </message>
    <message>
        <source>Annotation: WebVTT</source>
        <translation>标注：WebVTT</translation>
    </message>
    <message>
        <source>Persons as voices, for players and scripts.</source>
        <translation>以人物为说话人，供播放器和脚本使用。</translation>
    </message>
    <message>
        <source>Annotation: CVAT</source>
        <translation>标注：CVAT</translation>
    </message>
    <message>
        <source>Persons in boxes, for CVAT.</source>
        <translation>人物框，供 CVAT 使用。</translation>
    </message>
    <message>
        <source>Annotation: COCO</source>
        <translation>标注：COCO</translation>
    </message>
    <message>
        <source>Persons in boxes, to train and judge detectors.</source>
        <translation>人物框，用于训练和评测检测器。</translation>
    </message>
    <message>
        <source>Annotation: MOTChallenge</source>
        <translation>标注：MOTChallenge</translation>
    </message>
    <message>
        <source>Persons in boxes, to judge trackers.</source>
        <translation>人物框，用于评测跟踪器。</translation>
    </message>
    <message>
        <source>Like the source (H.264)</source>
        <translation>与原片一致（H.264）</translation>
    </message>
    <message>
        <source>Small (H.264)</source>
        <translation>较小（H.264）</translation>
    </message>
    <message>
        <source>Smaller (H.265)</source>
        <translation>更小（H.265）</translation>
    </message>
    <message>
        <source>For the web (VP9)</source>
        <translation>网页用（VP9）</translation>
    </message>
    <message>
        <source>Smallest, slow (AV1)</source>
        <translation>最小，较慢（AV1）</translation>
    </message>
    <message>
        <source>Draft, fast (H.264)</source>
        <translation>草稿，快速（H.264）</translation>
    </message>
</context>
<context>
    <name>ExportQueue</name>
    <message>
        <source>Exports</source>
        <translation>导出任务</translation>
    </message>
</context>
<context>
    <name>ExportRow</name>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Cancelled; nothing was written.</source>
        <translation>已取消，未写入任何文件。</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>完成。</translation>
    </message>
</context>
<context>
    <name>FaceList</name>
    <message>
        <source>Faces by which this person is recognised</source>
        <translation>用来识别此人的人脸</translation>
    </message>
    <message>
        <source>Photo {0}</source>
        <translation>照片 {0}</translation>
    </message>
    <message>
        <source>{0} in {1}</source>
        <translation>{1} 中的 {0}</translation>
    </message>
</context>
<context>
    <name>FilmChooser</name>
    <message>
        <source>Which film?</source>
        <translation>打开哪部影片？</translation>
    </message>
    <message>
        <source>Films</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>{0} films were dropped. Choose the one to open.</source>
        <translation>共有 {0} 部影片，请选择要打开的一部。</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Name {0} by photo</source>
        <translation>用照片命名 {0}</translation>
    </message>
</context>
<context>
    <name>FoundBar</name>
    <message>
        <source>Name of the person in the photo</source>
        <translation>照片中人物的名字</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Name this person and keep the photo (Enter)</source>
        <translation>命名此人并保存照片（Enter）</translation>
    </message>
    <message>
        <source>Leave this photo</source>
        <translation>放弃这张照片</translation>
    </message>
    <message>
        <source>Leave this photo (Esc)</source>
        <translation>放弃这张照片（Esc）</translation>
    </message>
    <message>
        <source>Looking at the photos…</source>
        <translation>正在查看照片…</translation>
    </message>
    <message>
        <source>There is no photo in it. Drop JPEG or PNG files, or a folder that holds some.</source>
        <translation>其中没有照片。请拖入 JPEG 或 PNG 文件，或包含照片的文件夹。</translation>
    </message>
    <message>
        <source>Nobody in this film looks like the face in {0}.</source>
        <translation>影片中没有人与 {0} 中的人脸相像。</translation>
    </message>
    <message>
        <source>The face in {0} is {1}, sure by {2}. Press Enter to name.</source>
        <translation>{0} 中的人脸是 {1}，把握 {2}。按 Enter 命名。</translation>
    </message>
</context>
<context>
    <name>GalleryDock</name>
    <message>
        <source>Cast</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Search names</source>
        <translation>搜索名字</translation>
    </message>
    <message>
        <source>Screen time</source>
        <translation>出镜时长</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>First seen</source>
        <translation>首次出现</translation>
    </message>
    <message>
        <source>Order of the cast</source>
        <translation>人物排序</translation>
    </message>
    <message>
        <source>Any of the chosen</source>
        <translation>任意一人出现</translation>
    </message>
    <message>
        <source>All of them together</source>
        <translation>所有人同框</translation>
    </message>
    <message>
        <source>The first without the others</source>
        <translation>只有第一人，没有其他人</translation>
    </message>
    <message>
        <source>What to keep when several persons are chosen (Ctrl+click)</source>
        <translation>选择多个人物时（Ctrl+单击）保留哪些片段</translation>
    </message>
    <message>
        <source>How the chosen persons combine</source>
        <translation>所选人物的组合方式</translation>
    </message>
    <message>
        <source>Choose photos of a person, or drop them on the cast</source>
        <translation>选择某人的照片，或拖到人物栏上</translation>
    </message>
    <message>
        <source>Faces appear here as soon as the first shots are read.</source>
        <translation>读完最初几个镜头后，人脸会显示在这里。</translation>
    </message>
    <message>
        <source>No face was found in this film.</source>
        <translation>这部影片中没有找到人脸。</translation>
    </message>
    <message>
        <source>Open a film to see who is in it.</source>
        <translation>打开一部影片，看看里面有谁。</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 个人物</translation>
    </message>
    <message>
        <source>{0} persons</source>
        <translation>{0} 个人物</translation>
    </message>
    <message>
        <source>{0} chosen</source>
        <translation>已选 {0} 个</translation>
    </message>
    <message>
        <source>Find by photo</source>
        <translation>按照片查找</translation>
    </message>
    <message>
        <source>Photo…</source>
        <translation>照片…</translation>
    </message>
    <message>
        <source>Photos ({0});;All files (*)</source>
        <translation>照片 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>The photos of {0} are erased from this project.</source>
        <translation>已从项目中删除 {0} 的照片。</translation>
    </message>
</context>
<context>
    <name>GeneralPage</name>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>The language changes when the program starts next. Starting again loses nothing.</source>
        <translation>语言将在下次启动时切换。重新启动不会丢失任何内容。</translation>
    </message>
    <message>
        <source>Start again now</source>
        <translation>立即重启</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
</context>
<context>
    <name>KeepWhen</name>
    <message>
        <source>Only where seen and heard at once</source>
        <translation>仅在同时看到并听到时</translation>
    </message>
    <message>
        <source>Balance</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>How much each kind of evidence counts</source>
        <translation>各类依据的权重</translation>
    </message>
    <message>
        <source>It takes pictures and voices of persons, and this film has not both.</source>
        <translation>这需要人物的画面和声音，而这部影片并非两者都有。</translation>
    </message>
    <message>
        <source>Keep only where the person shows and speaks at the same time</source>
        <translation>只保留此人同时出现并说话的地方</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>身形</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Face counts</source>
        <translation>人脸权重</translation>
    </message>
    <message>
        <source>At less than 100 % a face alone is less sure.</source>
        <translation>低于 100 % 时，仅凭人脸的把握会降低。</translation>
    </message>
    <message>
        <source>Body counts</source>
        <translation>身形权重</translation>
    </message>
    <message>
        <source>At less than 100 % a body whose face is hidden is less sure.</source>
        <translation>低于 100 % 时，看不到脸的身形把握会降低。</translation>
    </message>
    <message>
        <source>Voice counts</source>
        <translation>声音权重</translation>
    </message>
    <message>
        <source>At less than 100 % a voice alone is less sure.</source>
        <translation>低于 100 % 时，仅凭声音的把握会降低。</translation>
    </message>
    <message>
        <source>Caption counts</source>
        <translation>字幕权重</translation>
    </message>
    <message>
        <source>At less than 100 % a name in a caption is less sure.</source>
        <translation>低于 100 % 时，仅凭字幕中姓名的把握会降低。</translation>
    </message>
    <message>
        <source>Keep where the face shows</source>
        <translation>保留露脸的地方</translation>
    </message>
    <message>
        <source>Keep where the person is seen, the face hidden or turned away</source>
        <translation>保留能看到此人但脸被遮挡或转开的地方</translation>
    </message>
    <message>
        <source>Keep where the voice is heard, whatever the picture shows</source>
        <translation>保留能听到其声音的地方，无论画面是什么</translation>
    </message>
    <message>
        <source>Keep where a caption shows the person&apos;s name</source>
        <translation>保留字幕显示此人姓名的地方</translation>
    </message>
    <message>
        <source>No face was found in this film.</source>
        <translation>这部影片中没有找到人脸。</translation>
    </message>
    <message>
        <source>No body was found in this film.</source>
        <translation>这部影片中没有找到身形。</translation>
    </message>
    <message>
        <source>No voice in this film could be given to a person.</source>
        <translation>这部影片中没有能归于某人的声音。</translation>
    </message>
    <message>
        <source>No caption of this film shows a person&apos;s name.</source>
        <translation>这部影片的字幕中没有显示人物姓名。</translation>
    </message>
    <message>
        <source>It is not known yet: this part of the analysis is still to come.</source>
        <translation>尚不清楚：这部分分析还未进行。</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>New key</source>
        <translation>新快捷键</translation>
    </message>
    <message>
        <source>Press the new key; Esc leaves it as it is</source>
        <translation>请按下新的快捷键；按 Esc 保持不变</translation>
    </message>
</context>
<context>
    <name>KeyPage</name>
    <message>
        <source>Search an action or a key</source>
        <translation>搜索操作或快捷键</translation>
    </message>
    <message>
        <source>Choose an action, then Change, and press the key. Changes hold at once.</source>
        <translation>选中一个操作，点“更改”，再按下快捷键。更改立即生效。</translation>
    </message>
    <message>
        <source>&amp;Preset</source>
        <translation>预设(&amp;P)</translation>
    </message>
    <message>
        <source>Changed by you</source>
        <translation>你修改过</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其快捷键</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Add another</source>
        <translation>再加一个</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Key in use</source>
        <translation>快捷键已被占用</translation>
    </message>
    <message>
        <source>{0} is the key of “{1}”.</source>
        <translation>{0} 已是“{1}”的快捷键。</translation>
    </message>
    <message>
        <source>Take it from there?</source>
        <translation>要改为用于当前操作吗？</translation>
    </message>
    <message>
        <source>Take it</source>
        <translation>改用</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search an action or a key</source>
        <translation>搜索操作或快捷键</translation>
    </message>
    <message>
        <source>No action and no key is called that.</source>
        <translation>没有找到匹配的操作或快捷键。</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>更改快捷键…</translation>
    </message>
</context>
<context>
    <name>Known</name>
    <message>
        <source>{0} new, {1} known already, {2} faces put in.</source>
        <translation>新增 {0} 人，已有 {1} 人，收入 {2} 张人脸。</translation>
    </message>
    <message>
        <source>{0} people, {1} faces put in.</source>
        <translation>{0} 人，收入 {1} 张人脸。</translation>
    </message>
    <message>
        <source>Done: {0}.</source>
        <translation>完成：{0}。</translation>
    </message>
    <message>
        <source>{0} is erased: {1} faces of the gallery, {2} tracks in {3} projects, and the pictures kept to save time. The files were rebuilt, and what was erased was looked for in all their bytes: it is gone. Your films and photos are as they were.</source>
        <translation>{0} 已抹除：人物库中的 {1} 张人脸、{3} 个项目中的 {2} 条轨迹，以及为节省时间而保存的图片。各文件已重建，并在其全部字节中查找过被抹除的内容：确已不存在。您的影片和照片保持原样。</translation>
    </message>
</context>
<context>
    <name>KnownDialog</name>
    <message>
        <source>Gallery of people</source>
        <translation>人物库</translation>
    </message>
    <message>
        <source>Search names</source>
        <translation>搜索名字</translation>
    </message>
    <message>
        <source>People in the gallery</source>
        <translation>人物库中的人物</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>新人物</translation>
    </message>
    <message>
        <source>Name of the person; the next step chooses photos:</source>
        <translation>人物名字；下一步选择照片：</translation>
    </message>
    <message>
        <source>Folder with a folder of photos for each name</source>
        <translation>选择文件夹（其中每个名字一个照片文件夹）</translation>
    </message>
    <message>
        <source>Take in another gallery</source>
        <translation>并入另一个人物库</translation>
    </message>
    <message>
        <source>Galleries ({0})</source>
        <translation>人物库 ({0})</translation>
    </message>
    <message>
        <source>Write the gallery to a file</source>
        <translation>将人物库写入文件</translation>
    </message>
    <message>
        <source>Erase everywhere</source>
        <translation>彻底抹除</translation>
    </message>
    <message>
        <source>Erase {0} everywhere? This cannot be undone.</source>
        <translation>要从所有地方抹除 {0} 吗？此操作无法撤销。</translation>
    </message>
    <message>
        <source>From the gallery: names, notes, pictures and numbers. From all projects: the tracks with their pictures, photos and what you said of this person. From the cache: all pictures, for anybody may show in them. The files are rebuilt, and what was erased is looked for in their bytes. Your films and photos stay as they are.</source>
        <translation>从人物库：名字、备注、图片和数值。从所有项目：轨迹及其图片、照片，以及您对此人所作的说明。从缓存：全部图片，因为其中可能出现任何人。各文件将被重建，并在其字节中查找被抹除的内容。您的影片和照片保持原样。</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>抹除</translation>
    </message>
    <message>
        <source>New person…</source>
        <translation>新人物…</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Take in a folder of photos…</source>
        <translation>导入照片文件夹…</translation>
    </message>
    <message>
        <source>Take in another gallery…</source>
        <translation>并入另一个人物库…</translation>
    </message>
    <message>
        <source>Write all to a file…</source>
        <translation>全部写入文件…</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>立即锁定</translation>
    </message>
    <message>
        <source>Take the encryption off</source>
        <translation>取消加密</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>The gallery is encrypted and locked. It lies in {0}.</source>
        <translation>人物库已加密并锁定。位置：{0}。</translation>
    </message>
    <message>
        <source>The gallery is on: films are compared with it. It lies in {0}.</source>
        <translation>人物库已开启：影片会与其比对。位置：{0}。</translation>
    </message>
    <message>
        <source>The gallery is off: no film is compared with it. What it holds lies in {0}.</source>
        <translation>人物库已关闭：影片不与其比对。内容仍在 {0}。</translation>
    </message>
    <message>
        <source>There is no gallery: nobody is kept across films until you turn it on.</source>
        <translation>尚无人物库：在您开启之前，不会跨影片保存任何人。</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Turn on…</source>
        <translation>开启…</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>解锁…</translation>
    </message>
    <message>
        <source>Change the passphrase…</source>
        <translation>更改口令…</translation>
    </message>
    <message>
        <source>Encrypt…</source>
        <translation>加密…</translation>
    </message>
    <message>
        <source>{0}: {1} faces</source>
        <translation>{0}：{1} 张人脸</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>处理中…</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>{0} people of the other gallery do not fit without a word from you.</source>
        <translation>另一个人物库中有 {0} 人需要您来决定。</translation>
    </message>
    <message>
        <source>Same name, same person</source>
        <translation>同名即同人</translation>
    </message>
    <message>
        <source>Take in those too whose names are here already, though their faces differ</source>
        <translation>名字已有而人脸不同者，也一并收入</translation>
    </message>
</context>
<context>
    <name>KnownPeople</name>
    <message>
        <source>{0} kept in the gallery</source>
        <translation>将 {0} 收入人物库</translation>
    </message>
    <message>
        <source>Photos of {0}</source>
        <translation>{0} 的照片</translation>
    </message>
    <message>
        <source>Import of {0}</source>
        <translation>导入 {0}</translation>
    </message>
    <message>
        <source>Rename {0} to {1}</source>
        <translation>将 {0} 改名为 {1}</translation>
    </message>
    <message>
        <source>Further names of {0}</source>
        <translation>{0} 的别名</translation>
    </message>
    <message>
        <source>Notes on {0}</source>
        <translation>{0} 的备注</translation>
    </message>
    <message>
        <source>Faces of {0} taken back</source>
        <translation>撤回 {0} 的人脸</translation>
    </message>
    <message>
        <source>Merge of {0} into {1}</source>
        <translation>将 {0} 并入 {1}</translation>
    </message>
</context>
<context>
    <name>LinesModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>说话人</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Read in the picture</source>
        <translation>从画面中读取</translation>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>字幕流</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Cast</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>All films</source>
        <translation>所有影片</translation>
    </message>
    <message>
        <source>Opening {0}…</source>
        <translation>正在打开 {0}…</translation>
    </message>
    <message>
        <source>Drawing the demo clip…</source>
        <translation>正在绘制演示影片…</translation>
    </message>
    <message>
        <source>Docks that lie on each other</source>
        <translation>重叠的停靠面板</translation>
    </message>
    <message>
        <source>Analysis and export</source>
        <translation>分析与导出</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Write the cut</source>
        <translation>导出成片</translation>
    </message>
    <message>
        <source>Only Look at Them</source>
        <translation>只看TA</translation>
    </message>
    <message>
        <source>There is no film in {0}.</source>
        <translation>{0} 中没有影片。</translation>
    </message>
    <message>
        <source>Drop a film such as .mp4, .mkv, .mov or .webm, or a folder with films.</source>
        <translation>请拖入 .mp4、.mkv、.mov 或 .webm 等影片，或包含影片的文件夹。</translation>
    </message>
    <message>
        <source>Open a film or a project</source>
        <translation>打开影片或项目</translation>
    </message>
    <message>
        <source>Films and projects ({0});;All files (*)</source>
        <translation>影片和项目 ({0});;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>MarkerMenu</name>
    <message>
        <source>Go to this marker</source>
        <translation>转到此标记</translation>
    </message>
    <message>
        <source>Name…</source>
        <translation>命名…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>MarkerNameDialog</name>
    <message>
        <source>Name of the marker</source>
        <translation>标记名称</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Make the &amp;demo clip</source>
        <translation>制作演示影片(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Close film</source>
        <translation>关闭影片(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save this frame…</source>
        <translation>保存当前帧(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Chec&amp;k against a table…</source>
        <translation>与表格核对(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Person</source>
        <translation>人物(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>重命名(&amp;R)</translation>
    </message>
    <message>
        <source>Show &amp;tracks</source>
        <translation>查看轨迹(&amp;T)</translation>
    </message>
    <message>
        <source>Choose &amp;nobody</source>
        <translation>取消选择人物(&amp;N)</translation>
    </message>
    <message>
        <source>Find by &amp;photo…</source>
        <translation>按照片查找(&amp;P)…</translation>
    </message>
    <message>
        <source>&amp;Forget photos</source>
        <translation>删除照片(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Keep in the gallery…</source>
        <translation>收入人物库(&amp;K)…</translation>
    </message>
    <message>
        <source>&amp;Gallery of people…</source>
        <translation>人物库(&amp;G)…</translation>
    </message>
    <message>
        <source>P&amp;lay</source>
        <translation>播放(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>播放/暂停(&amp;P)</translation>
    </message>
    <message>
        <source>Play &amp;backwards, faster</source>
        <translation>倒放，连按加速(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>停止(&amp;S)</translation>
    </message>
    <message>
        <source>Play &amp;forwards, faster</source>
        <translation>快进，连按加速(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Only Look</source>
        <translation>只看TA(&amp;O)</translation>
    </message>
    <message>
        <source>Loop this &amp;segment</source>
        <translation>循环播放此片段(&amp;S)</translation>
    </message>
    <message>
        <source>Play &amp;around the cut</source>
        <translation>播放剪辑点前后(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Who is this?</source>
        <translation>这是谁？(&amp;W)</translation>
    </message>
    <message>
        <source>Name everyone at each pause</source>
        <translation>每次暂停时识别所有人</translation>
    </message>
    <message>
        <source>Slo&amp;wer</source>
        <translation>减速(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Faster</source>
        <translation>加速(&amp;F)</translation>
    </message>
    <message>
        <source>Usual s&amp;peed</source>
        <translation>正常速度(&amp;P)</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>增大音量</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>减小音量</translation>
    </message>
    <message>
        <source>&amp;Mute</source>
        <translation>静音(&amp;M)</translation>
    </message>
    <message>
        <source>Sound &amp;track</source>
        <translation>音轨(&amp;T)</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>One second back</source>
        <translation>后退一秒</translation>
    </message>
    <message>
        <source>One second on</source>
        <translation>前进一秒</translation>
    </message>
    <message>
        <source>Previous edit</source>
        <translation>上一个剪辑点</translation>
    </message>
    <message>
        <source>Next edit</source>
        <translation>下一个剪辑点</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>转到开头</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>转到结尾</translation>
    </message>
    <message>
        <source>&amp;Timeline</source>
        <translation>时间线(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Split at the playhead</source>
        <translation>在播放头处分割(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Delete and go &amp;on</source>
        <translation>删除并转到下一个(&amp;O)</translation>
    </message>
    <message>
        <source>Begin &amp;here</source>
        <translation>设为起点(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;End here</source>
        <translation>设为终点(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Previous segment</source>
        <translation>上一个片段(&amp;P)</translation>
    </message>
    <message>
        <source>Ne&amp;xt segment</source>
        <translation>下一个片段(&amp;X)</translation>
    </message>
    <message>
        <source>Select &amp;all</source>
        <translation>全选(&amp;A)</translation>
    </message>
    <message>
        <source>Select no&amp;ne</source>
        <translation>取消选择(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Copy as a table</source>
        <translation>复制为表格(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Invert what is kept</source>
        <translation>反选保留部分(&amp;I)</translation>
    </message>
    <message>
        <source>Take the &amp;rules&apos; version</source>
        <translation>恢复为规则结果(&amp;R)</translation>
    </message>
    <message>
        <source>Take the rules&apos; version of e&amp;verything</source>
        <translation>全部恢复为规则结果(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Marker at the playhead</source>
        <translation>在播放头处添加标记(&amp;M)</translation>
    </message>
    <message>
        <source>Snap to shots, ed&amp;ges and markers</source>
        <translation>吸附到镜头、边缘和标记(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Whole &amp;film</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Timecode of the file</source>
        <translation>文件自带的时间码(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Names on the picture</source>
        <translation>在画面上显示名字(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>审核(&amp;R)</translation>
    </message>
    <message>
        <source>Picture alone, f&amp;ull screen</source>
        <translation>仅画面，全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Cast</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Captions</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>All films</source>
        <translation>所有影片</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>Show the &amp;log file</source>
        <translation>查看日志文件(&amp;L)</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>知道了</translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>Encrypt the gallery</source>
        <translation>加密人物库</translation>
    </message>
    <message>
        <source>Unlock the gallery</source>
        <translation>解锁人物库</translation>
    </message>
    <message>
        <source>&amp;Passphrase</source>
        <translation>口令(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Once more</source>
        <translation>再输一次(&amp;O)</translation>
    </message>
    <message>
        <source>Encrypt</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The gallery is encrypted. If the passphrase is lost, the gallery is lost.</source>
        <translation>人物库已加密。口令一旦丢失，人物库也就丢失了。</translation>
    </message>
    <message>
        <source>Without the passphrase nobody can read the gallery. If it is lost, the gallery is lost: nobody can open it, and the only way is to begin anew. Projects are not encrypted: they hold the faces of their own film. The passphrase is asked for each time that the program starts.</source>
        <translation>没有口令，谁也无法读取人物库。口令一旦丢失，人物库也就丢失了：谁也打不开，只能重新开始。项目不加密：其中保存着各自影片的人脸。程序每次启动时都会询问口令。</translation>
    </message>
    <message>
        <source>At least {0} letters.</source>
        <translation>至少 {0} 个字符。</translation>
    </message>
    <message>
        <source>The two are not the same.</source>
        <translation>两次输入不一致。</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>A person needs a name.</source>
        <translation>请给人物起一个名字。</translation>
    </message>
    <message>
        <source>Type one, such as Anna.</source>
        <translation>例如：小美。</translation>
    </message>
    <message>
        <source>{0} is what the program calls persons by itself.</source>
        <translation>“{0}”是程序自动使用的名称。</translation>
    </message>
    <message>
        <source>Type a name such as Anna.</source>
        <translation>请换一个名字，例如：小美。</translation>
    </message>
    <message>
        <source>Rename {0} to {1}</source>
        <translation>将 {0} 重命名为 {1}</translation>
    </message>
    <message>
        <source>Merge of {0} and {1}</source>
        <translation>合并 {0} 和 {1}</translation>
    </message>
    <message>
        <source>New person from {0}</source>
        <translation>从 {0} 分出新人物</translation>
    </message>
    <message>
        <source>Move from {0} to {1}</source>
        <translation>从 {0} 移到 {1}</translation>
    </message>
    <message>
        <source>Not {0}</source>
        <translation>不是 {0}</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>不是人脸</translation>
    </message>
    <message>
        <source>{0} is drawn</source>
        <translation>{0}是动画人物</translation>
    </message>
    <message>
        <source>{0} is real</source>
        <translation>{0}是真人</translation>
    </message>
</context>
<context>
    <name>PersonPage</name>
    <message>
        <source>Separated by commas</source>
        <translation>用逗号分隔</translation>
    </message>
    <message>
        <source>Add photos…</source>
        <translation>添加照片…</translation>
    </message>
    <message>
        <source>Take these faces back</source>
        <translation>撤回这些人脸</translation>
    </message>
    <message>
        <source>Merge into…</source>
        <translation>并入…</translation>
    </message>
    <message>
        <source>This person is somebody else of the gallery</source>
        <translation>此人就是人物库中的另一个人</translation>
    </message>
    <message>
        <source>Erase everywhere…</source>
        <translation>彻底抹除…</translation>
    </message>
    <message>
        <source>Photos of {0}</source>
        <translation>{0} 的照片</translation>
    </message>
    <message>
        <source>Photos ({0});;All files (*)</source>
        <translation>照片 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>{0} is:</source>
        <translation>{0} 就是：</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名字(&amp;N)</translation>
    </message>
    <message>
        <source>Also &amp;called</source>
        <translation>别名(&amp;C)</translation>
    </message>
    <message>
        <source>N&amp;otes</source>
        <translation>备注(&amp;O)</translation>
    </message>
    <message>
        <source>No face is kept: this person will not be recognised.</source>
        <translation>没有保存人脸：无法识别此人。</translation>
    </message>
</context>
<context>
    <name>Persons</name>
    <message>
        <source>Person {0}</source>
        <translation>人物 {0}</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>{0} (not named)</source>
        <translation>{0}（未取名）</translation>
    </message>
</context>
<context>
    <name>PictureCanvas</name>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>No face here</source>
        <translation>这里没有人脸</translation>
    </message>
</context>
<context>
    <name>PlayerView</name>
    <message>
        <source>Save this frame</source>
        <translation>保存当前帧</translation>
    </message>
    <message>
        <source>Pictures ({0})</source>
        <translation>图片 ({0})</translation>
    </message>
</context>
<context>
    <name>ProposalBar</name>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>Yes, the other</source>
        <translation>是，另一位</translation>
    </message>
    <message>
        <source>No</source>
        <translation>不是</translation>
    </message>
    <message>
        <source>This is somebody else</source>
        <translation>这是另一个人</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>稍后</translation>
    </message>
    <message>
        <source>{0} may be {1} or {2}, by the gallery.</source>
        <translation>根据人物库，{0} 可能是 {1} 或 {2}。</translation>
    </message>
    <message>
        <source>{0} may be {1}, by the gallery.</source>
        <translation>根据人物库，{0} 可能是 {1}。</translation>
    </message>
    <message>
        <source>Yes, {0}</source>
        <translation>是，{0}</translation>
    </message>
    <message>
        <source>No, {0} is somebody else</source>
        <translation>不，{0} 是另一个人</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>The program ended unexpectedly last time.</source>
        <translation>上次程序意外退出。</translation>
    </message>
    <message>
        <source>The program ended unexpectedly last time. Nothing was lost: {0} is stored as it was.</source>
        <translation>上次程序意外退出。没有丢失任何内容：{0} 已完整保存。</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The program ended unexpectedly last time. Nothing was lost: {0} is open again, with your choice, rules and corrections.</source>
        <translation>上次程序意外退出。没有丢失任何内容：{0} 已重新打开，你选择的人物、规则和更正都在。</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Something went wrong in the program itself: {0}.</source>
        <translation>程序内部出错：{0}。</translation>
    </message>
    <message>
        <source>Your project is safe, and you can go on. Please report this with the details below; the log is {0}.</source>
        <translation>你的项目是安全的，可以继续使用。请附上下方详细信息反馈此问题；日志文件：{0}。</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>Answer: yes, {0} is there</source>
        <translation>回答：是，{0} 在画面中</translation>
    </message>
    <message>
        <source>Answer: no, {0} is not there</source>
        <translation>回答：否，{0} 不在画面中</translation>
    </message>
    <message>
        <source>Answer: no, this is not {0}</source>
        <translation>回答：否，这不是 {0}</translation>
    </message>
    <message>
        <source>Answer: yes, this is {0}</source>
        <translation>回答：是，这是 {0}</translation>
    </message>
    <message>
        <source>Answer: {0} and {1} are one</source>
        <translation>回答：{0} 和 {1} 是同一人</translation>
    </message>
    <message>
        <source>Answer: {0} and {1} are two</source>
        <translation>回答：{0} 和 {1} 是两个人</translation>
    </message>
    <message>
        <source>Answer: all of {0} is one person</source>
        <translation>回答：{0} 全是同一人</translation>
    </message>
    <message>
        <source>Answer: {0} is two persons</source>
        <translation>回答：{0} 是两个人</translation>
    </message>
    <message>
        <source>Is this {0}?</source>
        <translation>这是 {0} 吗？</translation>
    </message>
    <message>
        <source>Are {0} and {1} the same person?</source>
        <translation>{0} 和 {1} 是同一个人吗？</translation>
    </message>
    <message>
        <source>Do all of these show one person, {0}?</source>
        <translation>这些全都是 {0} 一个人吗？</translation>
    </message>
    <message>
        <source>Is {0} to be seen here?</source>
        <translation>这里能看到 {0} 吗？</translation>
    </message>
    <message>
        <source>From {0} to {1} only a body can be seen, and it may be somebody else&apos;s.</source>
        <translation>从 {0} 到 {1} 只能看到身形，可能是别人。</translation>
    </message>
    <message>
        <source>From {0} to {1} the face can hardly be made out.</source>
        <translation>从 {0} 到 {1}，人脸很难辨认。</translation>
    </message>
    <message>
        <source>Both are seen in one picture.</source>
        <translation>两人同时出现在一个画面中。</translation>
    </message>
    <message>
        <source>Yes is likely by {0}.</source>
        <translation>“是”的可能性为 {0}。</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>有</translation>
    </message>
    <message>
        <source>no</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Faces {0} nats, hair and clothes {1} nats, seen in one picture: {2}. Yes is likely by {3}; {4} s hang on it.</source>
        <translation>人脸 {0} nat，发型和衣着 {1} nat，是否同框：{2}。“是”的可能性为 {3}；影响 {4} 秒。</translation>
    </message>
    <message>
        <source>The faces are very much alike.</source>
        <translation>人脸非常相像。</translation>
    </message>
    <message>
        <source>The faces are alike.</source>
        <translation>人脸相像。</translation>
    </message>
    <message>
        <source>The faces are somewhat alike.</source>
        <translation>人脸有些相像。</translation>
    </message>
    <message>
        <source>The faces differ.</source>
        <translation>人脸不同。</translation>
    </message>
    <message>
        <source>{0} looks even more like it.</source>
        <translation>{0} 更像。</translation>
    </message>
    <message>
        <source>{0} looks nearly as much like it.</source>
        <translation>{0} 也差不多像。</translation>
    </message>
    <message>
        <source>Hair and clothes match.</source>
        <translation>发型和衣着一致。</translation>
    </message>
    <message>
        <source>Hair and clothes differ.</source>
        <translation>发型和衣着不同。</translation>
    </message>
    <message>
        <source>turned away</source>
        <translation>侧脸或背对</translation>
    </message>
    <message>
        <source>small</source>
        <translation>太小</translation>
    </message>
    <message>
        <source>dark, blurred or covered</source>
        <translation>昏暗、模糊或被遮挡</translation>
    </message>
    <message>
        <source>Poor picture: {0}.</source>
        <translation>画质较差：{0}。</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Who is asked about</source>
        <translation>待确认的人物</translation>
    </message>
    <message>
        <source>The person to compare with</source>
        <translation>用来比较的人物</translation>
    </message>
    <message>
        <source>The second most alike</source>
        <translation>第二相像的人物</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Unsure</source>
        <translation>不确定</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{0} ({1})</source>
        <translation>{0}（{1}）</translation>
    </message>
    <message>
        <source>Back to the film</source>
        <translation>返回影片</translation>
    </message>
    <message>
        <source>Undo (Z)</source>
        <translation>撤销（Z）</translation>
    </message>
    <message>
        <source>{0} left · {1} answered</source>
        <translation>剩余 {0} · 已回答 {1}</translation>
    </message>
    <message>
        <source>Some</source>
        <translation>一部分</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>另一部分</translation>
    </message>
    <message>
        <source>It is {0} (R)</source>
        <translation>是 {0}（R）</translation>
    </message>
    <message>
        <source>Looking for what is doubtful…</source>
        <translation>正在查找存疑之处…</translation>
    </message>
    <message>
        <source>Nothing is doubtful so far.</source>
        <translation>目前没有存疑之处。</translation>
    </message>
    <message>
        <source>The analysis is still running; questions come as faces are found.</source>
        <translation>分析仍在进行；找到人脸后会出现问题。</translation>
    </message>
    <message>
        <source>No more questions in this sitting.</source>
        <translation>本次没有更多问题了。</translation>
    </message>
    <message>
        <source>{0} stayed open; they come again when the film is opened anew.</source>
        <translation>还有 {0} 个未确定；下次打开影片时会再次询问。</translation>
    </message>
    <message>
        <source>Nothing is doubtful.</source>
        <translation>没有存疑之处。</translation>
    </message>
    <message>
        <source>Who is who in this film is settled.</source>
        <translation>影片中的人物都已确认。</translation>
    </message>
</context>
<context>
    <name>Roles</name>
    <message>
        <source>active speaker</source>
        <translation>说话人判断</translation>
    </message>
    <message>
        <source>attributes</source>
        <translation>人物属性</translation>
    </message>
    <message>
        <source>caption detection</source>
        <translation>字幕检测</translation>
    </message>
    <message>
        <source>caption reading</source>
        <translation>字幕识别</translation>
    </message>
    <message>
        <source>clothes appearance</source>
        <translation>衣着特征</translation>
    </message>
    <message>
        <source>drawn pictures</source>
        <translation>手绘画面判断</translation>
    </message>
    <message>
        <source>expression</source>
        <translation>表情识别</translation>
    </message>
    <message>
        <source>face detection</source>
        <translation>人脸检测</translation>
    </message>
    <message>
        <source>face embedding</source>
        <translation>人脸特征</translation>
    </message>
    <message>
        <source>face mesh</source>
        <translation>人脸网格</translation>
    </message>
    <message>
        <source>person detection</source>
        <translation>人物检测</translation>
    </message>
    <message>
        <source>person re-identification</source>
        <translation>人物重识别</translation>
    </message>
    <message>
        <source>shot boundaries</source>
        <translation>镜头切分</translation>
    </message>
    <message>
        <source>speaker embedding</source>
        <translation>声纹特征</translation>
    </message>
    <message>
        <source>speaker segmentation</source>
        <translation>说话人分段</translation>
    </message>
    <message>
        <source>voice activity</source>
        <translation>语音检测</translation>
    </message>
</context>
<context>
    <name>RulesPanel</name>
    <message>
        <source>Snap to shots</source>
        <translation>吸附到镜头</translation>
    </message>
    <message>
        <source>Edges near a cut of the film move to it; padding stops there.</source>
        <translation>靠近镜头切换处的边缘会吸附过去；前后余量也到此为止。</translation>
    </message>
    <message>
        <source>Usual rules</source>
        <translation>恢复默认规则</translation>
    </message>
    <message>
        <source>Take back all rules at once (can be undone)</source>
        <translation>一次恢复所有规则（可以撤销）</translation>
    </message>
    <message>
        <source>Sure at least</source>
        <translation>最低把握</translation>
    </message>
    <message>
        <source>How probable it must be that the person is there.</source>
        <translation>人物在画面中的概率至少要达到多少。</translation>
    </message>
    <message>
        <source>Shortest segment</source>
        <translation>最短片段</translation>
    </message>
    <message>
        <source>What is shorter is left out.</source>
        <translation>更短的片段会被舍弃。</translation>
    </message>
    <message>
        <source>Join gaps up to</source>
        <translation>合并间隔</translation>
    </message>
    <message>
        <source>Two appearances with a shorter pause become one segment.</source>
        <translation>两次出现的间隔更短时合并为一个片段。</translation>
    </message>
    <message>
        <source>Add before</source>
        <translation>片头余量</translation>
    </message>
    <message>
        <source>Time kept before each segment.</source>
        <translation>每个片段之前多保留的时间。</translation>
    </message>
    <message>
        <source>Add after</source>
        <translation>片尾余量</translation>
    </message>
    <message>
        <source>Time kept after each segment.</source>
        <translation>每个片段之后多保留的时间。</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>片段数</translation>
    </message>
    <message>
        <source>Length of the cut</source>
        <translation>成片时长</translation>
    </message>
    <message>
        <source>Of the film</source>
        <translation>占全片</translation>
    </message>
    <message>
        <source>Keep when</source>
        <translation>保留条件</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Nobody chosen</source>
        <translation>未选择人物</translation>
    </message>
    <message>
        <source>Click a face in the cast. Ctrl+click adds another one.</source>
        <translation>单击人物栏中的人脸；按住 Ctrl 单击可再加一人。</translation>
    </message>
    <message>
        <source>seen {0}</source>
        <translation>看到 {0}</translation>
    </message>
    <message>
        <source>heard {0}</source>
        <translation>听到 {0}</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>Series</name>
    <message>
        <source>Only Look at Them</source>
        <translation>只看TA</translation>
    </message>
    <message>
        <source>Screen time</source>
        <translation>出镜时间</translation>
    </message>
    <message>
        <source>All videos</source>
        <translation>所有视频</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>出镜</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Appearances</source>
        <translation>出现次数</translation>
    </message>
    <message>
        <source>First at</source>
        <translation>首次出现</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>身体</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Caption</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Nobody was found.</source>
        <translation>未找到任何人。</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>未计入</translation>
    </message>
    <message>
        <source>Seconds, by person and sense</source>
        <translation>各人物、各线索的时长</translation>
    </message>
</context>
<context>
    <name>SeriesDock</name>
    <message>
        <source>Read all films</source>
        <translation>读取所有影片</translation>
    </message>
    <message>
        <source>Look at everything that was analysed on this machine</source>
        <translation>查看本机上已分析的全部影片</translation>
    </message>
    <message>
        <source>Segments of the person in all films</source>
        <translation>此人在所有影片中的片段</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Chart of screen times</source>
        <translation>出镜时间图表</translation>
    </message>
    <message>
        <source>Segments</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Chart</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Compile…</source>
        <translation>合集…</translation>
    </message>
    <message>
        <source>One film, or one timeline, of all segments of the chosen person</source>
        <translation>将所选人物的全部片段合成一部影片或一条时间线</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Write the screen times as a page, as a PDF or as a table</source>
        <translation>将出镜时间写成网页、PDF 或表格</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Compilation of {0}</source>
        <translation>{0} 合集</translation>
    </message>
    <message>
        <source>Films</source>
        <translation>影片</translation>
    </message>
    <message>
        <source>Edit decision lists</source>
        <translation>剪辑决策表</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Report of screen times</source>
        <translation>出镜时间报告</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>The report is in {0}.</source>
        <translation>报告位于 {0}。</translation>
    </message>
    <message>
        <source>Screen time by person and film</source>
        <translation>各人物在各影片中的出镜时间</translation>
    </message>
    <message>
        <source>{0} films, {1}, {2} people with a name</source>
        <translation>{0} 部影片，共 {1}，{2} 个有名字的人物</translation>
    </message>
    <message>
        <source>Left out: {0}</source>
        <translation>未计入：{0}</translation>
    </message>
    <message>
        <source>Shows who is in which of your films, once they are read.</source>
        <translation>读取后，显示您的各部影片中有谁。</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>All</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>{0} segments</source>
        <translation>{0} 个片段</translation>
    </message>
    <message>
        <source>1 segment</source>
        <translation>1 个片段</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} films.</source>
        <translation>{0}：{1}，来自 {2} 部影片。</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>Choice of persons</source>
        <translation>选择人物</translation>
    </message>
    <message>
        <source>Change of rules</source>
        <translation>更改规则</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages of settings</source>
        <translation>设置页面</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Storage and log</source>
        <translation>存储与日志</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>The picture could not be written to {0}.</source>
        <translation>无法将画面保存到 {0}。</translation>
    </message>
    <message>
        <source>Choose another folder, or a name in .png.</source>
        <translation>请换一个文件夹，或使用 .png 文件名。</translation>
    </message>
</context>
<context>
    <name>SoundMenu</name>
    <message>
        <source>Sound</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>{0} channels</source>
        <translation>{0} 声道</translation>
    </message>
    <message>
        <source>{0} (default)</source>
        <translation>{0}（默认）</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Empty the cache</source>
        <translation>清空缓存</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Log file</source>
        <translation>日志文件</translation>
    </message>
    <message>
        <source>The cache holds pictures and sound curves that are made again when they are needed. Projects hold what was found in films and all that you said of it: they are never emptied from here.</source>
        <translation>缓存中是画面缩略图和声音波形，需要时会重新生成。项目中保存着影片的分析结果和你做过的所有更正，不会在这里被清空。</translation>
    </message>
    <message>
        <source>{0} were freed.</source>
        <translation>已释放 {0}。</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open folder: {0}</source>
        <translation>打开文件夹：{0}</translation>
    </message>
</context>
<context>
    <name>StripeNames</name>
    <message>
        <source>What the stripes of the timeline show</source>
        <translation>时间线各轨道的内容</translation>
    </message>
    <message>
        <source>sure</source>
        <translation>把握</translation>
    </message>
    <message>
        <source>Markers</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Film</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Shots</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>剪辑</translation>
    </message>
    <message>
        <source>face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>body</source>
        <translation>身形</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>caption</source>
        <translation>字幕</translation>
    </message>
</context>
<context>
    <name>TimelineCanvas</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Right click: whose voice this is</source>
        <translation>右键单击：指明这是谁的声音</translation>
    </message>
    <message>
        <source>{0}: {1} from {2}, sure by {3}</source>
        <translation>{0}：时长 {1}，起于 {2}，把握 {3}</translation>
    </message>
    <message>
        <source>{0}, shaped by hand</source>
        <translation>{0}，手动调整过</translation>
    </message>
    <message>
        <source>Segment {0} selected</source>
        <translation>已选片段 {0}</translation>
    </message>
    <message>
        <source>{0} segments selected</source>
        <translation>已选 {0} 个片段</translation>
    </message>
    <message>
        <source>Choose a person in the cast: what is kept of the film appears here.</source>
        <translation>在人物栏中选择人物：保留的片段会显示在这里。</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Snap</source>
        <translation>吸附</translation>
    </message>
    <message>
        <source>Stripes of the timeline</source>
        <translation>时间线轨道</translation>
    </message>
</context>
<context>
    <name>TrackModel</name>
    <message>
        <source>Track at {0}</source>
        <translation>{0} 处的轨迹</translation>
    </message>
</context>
<context>
    <name>TrackPage</name>
    <message>
        <source>Tracks of the person</source>
        <translation>该人物的轨迹</translation>
    </message>
    <message>
        <source>← Cast</source>
        <translation>← 人物</translation>
    </message>
    <message>
        <source>Back to all persons (Esc)</source>
        <translation>返回所有人物（Esc）</translation>
    </message>
    <message>
        <source>Choose the tracks of somebody else, then say whose they are.</source>
        <translation>选中属于别人的轨迹，再指明是谁。</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>移到</translation>
    </message>
    <message>
        <source>New person</source>
        <translation>新人物</translation>
    </message>
    <message>
        <source>Not this person</source>
        <translation>不是此人</translation>
    </message>
    <message>
        <source>Not a face</source>
        <translation>不是人脸</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Only Look</source>
        <translation>只看TA</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名字</translation>
    </message>
    <message>
        <source>Frame number</source>
        <translation>帧号</translation>
    </message>
    <message>
        <source>Play this segment again and again</source>
        <translation>循环播放此片段</translation>
    </message>
    <message>
        <source>Play only what is kept</source>
        <translation>只播放保留的片段</translation>
    </message>
    <message>
        <source>Boxes and names on the picture</source>
        <translation>在画面上显示人脸框和名字</translation>
    </message>
    <message>
        <source>Previous edit</source>
        <translation>上一个剪辑点</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放/暂停</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Next edit</source>
        <translation>下一个剪辑点</translation>
    </message>
    <message>
        <source>Who?</source>
        <translation>这是谁？</translation>
    </message>
    <message>
        <source>Who is this? Names everyone in the picture</source>
        <translation>这是谁？识别画面中的所有人</translation>
    </message>
    <message>
        <source>Name everyone at each pause</source>
        <translation>每次暂停时识别所有人</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
</context>
<context>
    <name>TruthDock</name>
    <message>
        <source>Choose a table…</source>
        <translation>选择表格…</translation>
    </message>
    <message>
        <source>How well each person was found</source>
        <translation>每个人找得有多准</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Sense</source>
        <translation>方式</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Found as</source>
        <translation>找到为</translation>
    </message>
    <message>
        <source>Where finding and table differ</source>
        <translation>结果与表格不同之处</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>What</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Check against a table</source>
        <translation>与表格核对</translation>
    </message>
    <message>
        <source>Tables and annotations ({0});;All files (*)</source>
        <translation>表格和标注 ({0});;所有文件 (*)</translation>
    </message>
    <message>
        <source>Where the two differ: {0}</source>
        <translation>两者不同之处：{0}</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>A table or an annotation of this film shows here how well persons were found.</source>
        <translation>选择这部影片的表格或标注，这里会显示人物找得有多准。</translation>
    </message>
    <message>
        <source>{0}: persons of the same name are compared.</source>
        <translation>{0}：比较同名的人物。</translation>
    </message>
    <message>
        <source>{0}: the persons that fit best are compared, for not all names are the same.</source>
        <translation>{0}：姓名不完全相同，因此比较最相符的人物。</translation>
    </message>
    <message>
        <source>All, on average</source>
        <translation>全部平均</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>遗漏</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>误判</translation>
    </message>
    <message>
        <source>The table has the person here, the program not.</source>
        <translation>表格中此处有此人，程序没有。</translation>
    </message>
    <message>
        <source>The program has the person here, the table not.</source>
        <translation>程序认为此处有此人，表格没有。</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>看到</translation>
    </message>
    <message>
        <source>face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>heard</source>
        <translation>听到</translation>
    </message>
</context>
<context>
    <name>UnknownStrip</name>
    <message>
        <source>Faces that are too poor to tell whose they are, {0} in all: open to say it (Enter)</source>
        <translation>画质太差而无法辨认的人脸，共 {0} 个：打开后指明是谁（Enter）</translation>
    </message>
    <message>
        <source>{0}: {1} tracks, {2}</source>
        <translation>{0}：{1} 条轨迹，{2}</translation>
    </message>
</context>
<context>
    <name>VoiceMenu</name>
    <message>
        <source>{0} does not speak here</source>
        <translation>此处说话的不是 {0}</translation>
    </message>
    <message>
        <source>Nowhere the voice of {0}</source>
        <translation>全片都不是 {0} 的声音</translation>
    </message>
    <message>
        <source>It is the voice of</source>
        <translation>这是谁的声音</translation>
    </message>
    <message>
        <source>Taken for the voice of {0}</source>
        <translation>目前认作 {0} 的声音</translation>
    </message>
    <message>
        <source>It is the voice of {0}</source>
        <translation>这是 {0} 的声音</translation>
    </message>
</context>
<context>
    <name>Voices</name>
    <message>
        <source>Voice of {0}</source>
        <translation>{0} 的声音</translation>
    </message>
    <message>
        <source>Not the voice of {0}</source>
        <translation>不是 {0} 的声音</translation>
    </message>
    <message>
        <source>{0} does not speak here</source>
        <translation>此处说话的不是 {0}</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Open a film…</source>
        <translation>打开影片…</translation>
    </message>
    <message>
        <source>Make the demo clip</source>
        <translation>制作演示影片</translation>
    </message>
    <message>
        <source>Draws a short film with three persons, to try everything out.</source>
        <translation>绘制一段有三个人物的短片，用来试用各项功能。</translation>
    </message>
    <message>
        <source>Recent films</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Remove from the list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Only Look at Them</source>
        <translation>只看TA</translation>
    </message>
    <message>
        <source>Find the people in a film, choose one, and keep only what shows that one. All on your own machine.</source>
        <translation>找出影片里的人物，选定一位，只保留有 TA 的片段。全部在你自己的电脑上完成。</translation>
    </message>
    <message>
        <source>You can also drop a film, or a folder with films, anywhere on this window.</source>
        <translation>也可以把影片或影片文件夹拖到窗口任意位置。</translation>
    </message>
    <message>
        <source>Not found in {0}</source>
        <translation>在 {0} 中找不到</translation>
    </message>
</context>
</TS>
