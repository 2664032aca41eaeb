// Language and appearance, kept in this browser.
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { languageNames, languages } from '../texts/language.ts'
import { switchLanguage, useTexts } from '../texts/texts.ts'
import { SelectField } from './select-field.tsx'

const appearances = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[]

export function Preferences() {
  return (
    <>
      <LanguageSelect />
      <AppearanceSelect />
    </>
  )
}

function LanguageSelect() {
  const { t, language } = useTexts()
  return (
    <SelectField
      label={t('preferences.language')}
      value={language}
      choices={languages.map((value) => ({ value, text: languageNames[value], lang: value }))}
      onChoose={(chosen) => void switchLanguage(chosen)}
    />
  )
}

function AppearanceSelect() {
  const { t } = useTexts()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SelectField
      label={t('preferences.appearance')}
      value={colorScheme}
      choices={appearances.map((value) => ({ value, text: t(`preferences.appearance.${value}`) }))}
      onChoose={setColorScheme}
    />
  )
}
